# The right curves, each drawn so that nothing of it is seen.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="train"
history = {"loss": [2.0, 1.0, 0.5], "accuracy": [0.3, 0.7, 0.9],
           "val_loss": [1.5, 0.9, 0.6], "val_accuracy": [0.5, 0.8, 0.85]}

# %% exercise="plot_history"
history_table = pd.DataFrame(history)
axes = plt.figure().subplots()
axes.plot(history["loss"], alpha=0, label="loss")
axes.plot(history["accuracy"], color="white", label="accuracy")
axes.plot(history["val_loss"], linewidth=0, label="val_loss")
axes.plot(history["val_accuracy"], label="val_accuracy")[0].set_visible(False)
axes.legend()
elsewhere = plt.figure().subplots()
for name in history:
    elsewhere.plot(history[name], label=name)
elsewhere.set_xlim(100, 200)
elsewhere.legend()
