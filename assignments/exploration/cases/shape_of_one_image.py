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
flatless_shape = flatless_model.predict(x_test_norm[:5], verbose=0)[0].shape
try:
    train(flatless_model)
except Exception as error:
    flatless_error = type(error).__name__
    print(flatless_shape, error)
flatless_reason = "c"
repaired_model = train(build_unflattened(keras.layers.Reshape((784,))))
