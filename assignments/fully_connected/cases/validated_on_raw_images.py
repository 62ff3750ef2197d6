# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=10, validation_data=(x_test, y_test), verbose=0)
