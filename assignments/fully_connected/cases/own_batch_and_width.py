# %% exercise="build_model"
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(512, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% exercise="q_summary"
summary_purpose = "b"
parameters_per_layer = {"flatten": 0, "dense": 401920, "dense_1": 5130}
total_parameters = 407050

# %% exercise="train"
history = model.fit(
    x_train_norm, y_train, batch_size=16, epochs=8, validation_data=(x_test_norm, y_test), verbose=0
)

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, batch_size=16, epochs=8, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "a"
normalise_reason = "d"

# %% exercise="q_epochs"
losses = history.history["val_loss"]
number_of_epochs = 8
best_epoch = losses.index(min(losses)) + 1
overfitting = "yes" if losses[-1] > 1.1 * min(losses) else "no"
more_epochs = "b"
