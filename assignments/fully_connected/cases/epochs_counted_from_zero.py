# %% exercise="q_epochs"
number_of_epochs = max(history.epoch)
best_epoch = int(np.argmin(history.history["val_loss"]))
overfitting = "maybe"
more_epochs = "a"
