# %% exercise="train"
history = model.fit(x_test_norm, y_test, epochs=40, validation_data=(x_train_norm, y_train), verbose=0)
