# %% exercise="without_flatten"
keras.utils.set_random_seed(SEED)


def build_unflattened(*first_layers):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            *first_layers,
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


flatless_model = build_unflattened()
flatless_shape = list(flatless_model(x_test_norm[:5]).shape)
try:
    train(flatless_model)
except Exception as error:
    flatless_error = type(error).__name__
    print(flatless_shape, error)
flatless_reason = "B)"
repaired_model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Dense(32, activation="relu"),
        keras.layers.Reshape((28 * 32,)),
        keras.layers.Dense(10, activation="softmax"),
    ]
)
repaired_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
train(repaired_model)
