# %% exercise="plot_history"
history_table = pd.DataFrame(history.history)
for name in history_table:
    plt.plot(history_table[name], label=name)
plt.xlabel("epoch")
plt.show()
