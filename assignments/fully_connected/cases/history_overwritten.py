# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=EPOCHS, validation_data=(x_test_norm, y_test), verbose=0)
history = history.history["val_accuracy"][-1]
