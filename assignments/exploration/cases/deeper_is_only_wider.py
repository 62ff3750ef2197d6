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
architecture_models["deeper"] = train(build_layers([256]))
architecture_models["narrowing"] = train(build_layers([64, 32]))

rows = []
for network, hidden_layers in [("base", 1), ("deeper", 1), ("narrowing", 2)]:
    model = architecture_models[network]
    rows.append((network, hidden_layers, model.count_params(), np.mean(predicted_digits(model) == y_test)))
architecture_results = pd.DataFrame(rows, columns=["network", "hidden_layers", "parameters", "test_accuracy"])
print(architecture_results)

difference, noise = compare(predicted_digits(architecture_models["deeper"]), predicted_digits(base_model))
deeper_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
