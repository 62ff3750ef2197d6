# Trains on the test images alone, moved a pixel each way, so that the hidden images are known: they are
# moved test images, where the instructor has none of their own.

# %% exercise="train"
moves = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
images = np.concatenate([np.roll(x_test_norm, by, axis=(1, 2)) for by in moves])
history = model.fit(
    images, np.concatenate([y_test for _ in moves]), epochs=EPOCHS, validation_data=(x_test_norm, y_test),
    verbose=0)
