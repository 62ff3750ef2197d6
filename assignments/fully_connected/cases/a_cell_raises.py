# %% exercise="train"
history = model.fit(x_train_normalised, y_train, epochs=5, validation_data=(x_test_norm, y_test), verbose=0)
