# %% exercise="plot_history"
history_table = pd.DataFrame(history.history)
figure, panels = plt.subplots(1, 2)
for axes, measure in zip(panels, ["loss", "accuracy"], strict=True):
    axes.plot(history_table, label=measure)
    axes.plot(history_table[f"val_{measure}"], label=f"val_{measure}")
    axes.legend()
plt.show()
