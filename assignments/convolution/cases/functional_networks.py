# %% exercise="pixel_order"
order = np.random.default_rng(7).permutation(784)


def shuffled(images):
    return np.array([image.ravel()[order].reshape(28, 28) for image in images])


keras.utils.set_random_seed(SEED)


def compiled(inputs, outputs):
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(), keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"])
    return model


def build_mlp():
    inputs = keras.Input((28, 28))
    hidden = keras.layers.Dense(784)(keras.layers.Reshape((784,))(inputs))
    hidden = keras.layers.ReLU()(hidden)
    return compiled(inputs, keras.layers.Dense(10, activation="softmax")(hidden))


def build_cnn():
    inputs = keras.Input((28, 28))
    x = keras.layers.Reshape((28, 28, 1))(inputs)
    x = keras.layers.Activation("relu")(keras.layers.Conv2D(32, (5, 5), strides=1)(x))
    x = keras.layers.MaxPool2D()(x)
    x = keras.layers.Flatten()(keras.layers.Dropout(0.2)(x))
    x = keras.layers.Dense(128, activation=keras.activations.relu)(x)
    return compiled(inputs, keras.layers.Softmax()(keras.layers.Dense(10)(x)))


order_models, read = {}, {}
for name, build in {"mlp": build_mlp, "cnn": build_cnn}.items():
    order_models[name] = train(build())
    order_models[f"{name} shuffled"] = train(build(), shuffled(x_train_norm), shuffled(x_test_norm))
    read[name] = predicted_digits(order_models[name])
    read[f"{name} shuffled"] = predicted_digits(order_models[f"{name} shuffled"], shuffled(x_test_norm))

order_results = pd.DataFrame(
    {"network": list(read), "test_accuracy": [(digits == y_test).mean() for digits in read.values()]}
)
concluded = []
for name in ("mlp", "cnn"):
    difference, noise = compare(read[f"{name} shuffled"], read[name])
    concluded.append("no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse")
mlp_conclusion, cnn_conclusion = concluded
