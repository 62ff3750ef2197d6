# %% exercise="train"
shuffled = np.random.default_rng(0).permutation(y_train)
history = model.fit(x_train_norm, shuffled, epochs=20, validation_data=(x_test_norm, y_test), verbose=0)
