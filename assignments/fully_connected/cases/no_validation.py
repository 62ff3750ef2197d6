# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=EPOCHS, verbose=0)
