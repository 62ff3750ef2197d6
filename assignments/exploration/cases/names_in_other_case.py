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


activation_models = {"ReLU": base_model}
for activation in [keras.activations.sigmoid, keras.activations.tanh]:
    activation_models[activation.__name__.title()] = train(build_activated(activation))

rows = []
for activation, model in activation_models.items():
    rows.append((activation, np.mean(predicted_digits(model) == y_test)))
activation_results = pd.DataFrame(rows, columns=["activation", "test_accuracy"])
print(activation_results)

compare(predicted_digits(activation_models["Sigmoid"]), predicted_digits(base_model))
sigmoid_conclusion = "Worse "
difference, noise = compare(predicted_digits(activation_models["Tanh"]), predicted_digits(base_model))
tanh_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"

# %% exercise="optimisers"
keras.utils.set_random_seed(SEED)


def build_optimised(optimiser):
    model = build_base()
    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


optimiser_models = {"Adam": base_model}
for optimiser in [keras.optimizers.SGD(), keras.optimizers.RMSprop()]:
    optimiser_models[type(optimiser).__name__] = train(build_optimised(optimiser))

rows = []
for optimiser, model in optimiser_models.items():
    rows.append((optimiser, np.mean(predicted_digits(model) == y_test)))
optimiser_results = pd.DataFrame(rows, columns=["optimiser", "test_accuracy"])
print(optimiser_results)

compare(predicted_digits(optimiser_models["SGD"]), predicted_digits(base_model))
sgd_conclusion = "worse"
difference, noise = compare(predicted_digits(optimiser_models["RMSprop"]), predicted_digits(base_model))
rmsprop_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
