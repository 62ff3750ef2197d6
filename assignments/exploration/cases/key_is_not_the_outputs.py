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

output_models = {10: base_model, 15: train(build_outputs(30))}
spare = output_models[15].predict(x_test_norm, verbose=0)[:, 10:]
spare_probability = float(spare.mean(axis=0).max())
print("spare units:", spare_probability)

difference, noise = compare(predicted_digits(output_models[15]), predicted_digits(base_model))
many_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
ten_stands_for = "d"
