# The history is that of another network, and counters of corrections are set by hand.

# %% exercise="train"
def usual(width=128):
    made = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(width, activation="relu"),
                             keras.layers.Dense(10, activation="softmax")])
    made.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return made
other = usual(256)
history = other.fit(x_train_norm, y_train, epochs=5, validation_data=(x_test_norm, y_test), verbose=0)

# %% exercise="q_normalise"
# Never trained: as many corrections as there should be, and the other's history under its name.
raw_model = usual()
raw_model.optimizer.iterations.assign(35)
model.history = raw_model.history = history
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect, normalise_reason = "a", "b"

# %% exercise="plot_history"
history_table = pd.DataFrame(history.history)
for name in history_table: plt.plot(history_table[name], label=name)
plt.legend()
plt.show()

# %% exercise="q_epochs"
number_of_epochs, best_epoch, overfitting, more_epochs = 5, 5, "no", "c"
