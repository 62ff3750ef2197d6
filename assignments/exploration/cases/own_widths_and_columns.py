# %% exercise="hidden_units"
keras.utils.set_random_seed(SEED)


def build_hidden(units):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


hidden_models = {"128": base_model}
for units in [8, 48, 200, 300]:
    hidden_models[str(units)] = train(build_hidden(units))

rows = []
for units, model in hidden_models.items():
    accuracy = np.mean(predicted_digits(model) == y_test)
    rows.append((accuracy, round(accuracy, 3), model.count_params(), float(units)))
hidden_results = pd.DataFrame(rows, columns=["accuracy as measured", "Test Accuracy", "Parameters", "units"])
print(hidden_results)

compare(predicted_digits(hidden_models["8"]), predicted_digits(base_model))
narrow_conclusion = "worse"
difference, noise = compare(predicted_digits(hidden_models["300"]), predicted_digits(base_model))
wide_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"

# %% exercise="architecture"
keras.utils.set_random_seed(SEED)


def build_layers(widths):
    layers = [keras.Input((28, 28)), keras.layers.Flatten()]
    for width in widths:
        layers.append(keras.layers.Dense(width, activation="relu"))
    layers.append(keras.layers.Dense(10, activation="softmax"))
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


architecture_models = {"base": base_model}
architecture_models["deeper"] = train(build_layers([128, 64]))
architecture_models["wider"] = train(build_layers([256]))
architecture_models["three"] = train(build_layers([64, 64, 32]))

rows = []
for network, hidden_layers in [("base", 1), ("deeper", 2), ("three", 3), ("wider", 1)]:
    model = architecture_models[network]
    rows.append((network, hidden_layers, model.count_params(), np.mean(predicted_digits(model) == y_test)))
architecture_results = pd.DataFrame(rows, columns=["network", "hidden_layers", "parameters", "test_accuracy"])
print(architecture_results)

difference, noise = compare(predicted_digits(architecture_models["deeper"]), predicted_digits(base_model))
deeper_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
