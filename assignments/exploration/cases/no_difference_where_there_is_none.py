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
    rows.append((activation, np.mean(predicted_digits(model) == y_test)))
activation_results = pd.DataFrame(rows, columns=["activation", "test_accuracy"])
print(activation_results)

compare(predicted_digits(activation_models["sigmoid"]), predicted_digits(base_model))
sigmoid_conclusion = "worse"
difference, noise = compare(predicted_digits(activation_models["tanh"]), predicted_digits(base_model))
tanh_conclusion = "no difference"

# %% exercise="output_units"
keras.utils.set_random_seed(SEED)


def build_outputs(units):
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(units, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


few_units = 5
few_model = build_outputs(few_units)
try:
    train(few_model)
except Exception as error:
    few_error = type(error).__name__
    print(str(error)[-400:])
broken_labels = [5, 6, 7, 8, 9]

output_models = {10: base_model, 20: train(build_outputs(20))}
spare = output_models[20].predict(x_test_norm, verbose=0)[:, 10:]
spare_probability = float(spare.mean(axis=0).max())
print("spare units:", spare_probability)

difference, noise = compare(predicted_digits(output_models[20]), predicted_digits(base_model))
many_conclusion = "no difference"
ten_stands_for = "d"
