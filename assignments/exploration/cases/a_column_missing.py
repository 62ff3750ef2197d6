# %% exercise="activations"
keras.utils.set_random_seed(SEED)


def build_activated(activation):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation=activation),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


activation_models = {"relu": base_model}
for activation in ["sigmoid", "tanh"]:
    activation_models[activation] = train(build_activated(activation))

rows = []
for activation, model in activation_models.items():
    rows.append(activation)
activation_results = pd.DataFrame(rows, columns=["activation"])
print(activation_results)

compare(predicted_digits(activation_models["sigmoid"]), predicted_digits(base_model))
sigmoid_conclusion = "worse"
difference, noise = compare(predicted_digits(activation_models["tanh"]), predicted_digits(base_model))
tanh_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
