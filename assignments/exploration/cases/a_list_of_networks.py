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


hidden_models = [base_model]
for units in [16, 64, 512]:
    hidden_models.append(train(build_hidden(units)))

rows = []
for units, model in zip([128, 16, 64, 512], hidden_models, strict=True):
    accuracy = np.mean(predicted_digits(model) == y_test)
    rows.append((units, model.count_params(), accuracy))
hidden_results = pd.DataFrame(rows, columns=["units", "parameters", "test_accuracy"])
print(hidden_results)

compare(predicted_digits(hidden_models[1]), predicted_digits(base_model))
narrow_conclusion = "worse"
difference, noise = compare(predicted_digits(hidden_models[3]), predicted_digits(base_model))
wide_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
