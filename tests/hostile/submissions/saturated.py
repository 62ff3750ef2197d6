# Saturated networks, endless and negative losses, accuracies that are no numbers.

# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=5, validation_data=(x_test_norm, y_test), verbose=0)
kernel, bias = model.layers[-1].get_weights()
model.layers[-1].set_weights([kernel * 1e6, bias * 1e6])
history.history["val_loss"][-1] = float("inf")

# %% exercise="evaluate"
train_loss, test_loss = float("inf"), 1e308
train_accuracy, test_accuracy = float("nan"), True

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=5, validation_data=(x_test, y_test), verbose=0)
kernel, bias = raw_model.layers[-1].get_weights()
raw_model.layers[-1].set_weights([kernel * 1e30, bias * 1e30])
raw_test_loss, raw_test_accuracy, raw_effect, normalise_reason = float("inf"), float("nan"), "a", "a"

# %% exercise="plot_history"
history_table = pd.DataFrame({name: [float("inf")] * 5 for name in history.history})
for name in history_table: plt.plot([np.inf, np.nan, np.inf, np.nan, np.inf], label=name)
plt.legend()
plt.show()

# %% exercise="q_epochs"
history.history["val_loss"] = [0.0, -1.0, float("-inf"), float("nan"), 0.0]
number_of_epochs, best_epoch, overfitting, more_epochs = float("nan"), 3, "no", "a"

# %% exercise="predict_one"
test_index, true_label, predicted_label = 3, 3.5, 0
probabilities = np.full(10, np.inf)
probabilities[1:] = -np.inf
