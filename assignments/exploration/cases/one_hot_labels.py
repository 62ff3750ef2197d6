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
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


hidden_models = {128: base_model}
for units in [16, 64, 512]:
    model = build_hidden(units)
    model.fit(
        x_train_norm,
        keras.utils.to_categorical(y_train, 10),
        epochs=EPOCHS,
        validation_data=(x_test_norm, keras.utils.to_categorical(y_test, 10)),
        verbose=0,
    )
    hidden_models[units] = model

rows = []
for units, model in hidden_models.items():
    accuracy = np.mean(predicted_digits(model) == y_test)
    rows.append((units, model.count_params(), accuracy))
hidden_results = pd.DataFrame(rows, columns=["units", "parameters", "test_accuracy"])
print(hidden_results)

compare(predicted_digits(hidden_models[16]), predicted_digits(base_model))
narrow_conclusion = "worse"
difference, noise = compare(predicted_digits(hidden_models[512]), predicted_digits(base_model))
wide_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
