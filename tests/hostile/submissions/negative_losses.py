# Losses beyond their ends, in histories and numbers: negative, zero, all alike, and a network without any effect.

# %% exercise="build_model"
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(),
                          keras.layers.Dense(128, activation="relu", trainable=False),
                          keras.layers.Dense(10, activation="softmax", trainable=False)])

# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=5, validation_data=(x_test_norm, y_test), verbose=0)
history.history["loss"] = [1e9, 1.0, 1.0, 0.0, -5.0]

# %% exercise="evaluate"
train_loss, test_loss = -1.0, 0.0
train_accuracy, test_accuracy = 1.5, -0.5

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=5, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy, raw_effect, normalise_reason = 0.0, 2.0, "b", "b"

# %% exercise="predict_one"
test_index, true_label, predicted_label = -1, y_test[-1], 0
probabilities = np.array([2.0, -1.0, 0, 0, 0, 0, 0, 0, 0, 0])
