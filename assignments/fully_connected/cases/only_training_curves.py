# %% exercise="plot_history"
history_table = pd.DataFrame(history.history)
history_table[["loss", "accuracy"]].plot()
