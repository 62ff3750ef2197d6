# %% exercise="train"
history = model.fit(x_train, y_train, epochs=10, validation_data=(x_test_norm, y_test), verbose=0)
