# A network tells settings with which it was never compiled, and an optimiser calls itself Adam.

# %% exercise="build_model"
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(128, activation="relu"),
                          keras.layers.Dense(10, activation="softmax")])

# %% exercise="compile_model"
model.compile(optimizer="sgd", loss="mse")
model.get_compile_config = lambda: {
    "optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}

# %% exercise="q_loss"
model.get_compile_config = lambda: {"optimizer": "adam", "loss": "mean_squared_error", "metrics": ["recall"]}
loss_name, metric_names, minimised = "mean_squared_error", ["recall"], "a"

# %% exercise="train"
class Adam(keras.optimizers.SGD): pass
model.compile(optimizer=Adam(0.1), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(x_train_norm, y_train, epochs=5, validation_data=(x_test_norm, y_test), verbose=0)
