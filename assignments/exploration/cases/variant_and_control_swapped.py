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


hidden_models = {128: base_model}
for units in [8, 64, 512]:
    hidden_models[units] = train(build_hidden(units))

rows = []
for units, model in hidden_models.items():
    accuracy = np.mean(predicted_digits(model) == y_test)
    rows.append((units, model.count_params(), accuracy))
hidden_results = pd.DataFrame(rows, columns=["units", "parameters", "test_accuracy"])
print(hidden_results)

compare(predicted_digits(base_model), predicted_digits(hidden_models[8]))
narrow_conclusion = "better"
difference, noise = compare(predicted_digits(hidden_models[512]), predicted_digits(base_model))
wide_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"

# %% exercise="optimisers"
keras.utils.set_random_seed(SEED)


def build_optimised(optimiser):
    model = build_base()
    model.compile(optimizer=optimiser, loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


optimiser_models = {"adam": base_model}
for optimiser in ["sgd", "rmsprop"]:
    optimiser_models[optimiser] = train(build_optimised(optimiser))

rows = []
for optimiser, model in optimiser_models.items():
    rows.append((optimiser, np.mean(predicted_digits(model) == y_test)))
optimiser_results = pd.DataFrame(rows, columns=["optimiser", "test_accuracy"])
print(optimiser_results)

compare(predicted_digits(optimiser_models["sgd"]), predicted_digits(base_model))
sgd_conclusion = "better"
difference, noise = compare(predicted_digits(optimiser_models["rmsprop"]), predicted_digits(base_model))
rmsprop_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
