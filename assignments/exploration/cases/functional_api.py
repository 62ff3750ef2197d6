# %% exercise="prediction_vector"
keras.utils.set_random_seed(SEED)


def build_base():
    pixels = keras.Input((28, 28))
    vector = keras.layers.Reshape((784,))(pixels)
    features = keras.layers.ReLU()(keras.layers.Dense(128)(vector))
    scores = keras.layers.Dense(10)(features)
    model = keras.Model(pixels, keras.layers.Softmax()(scores))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


base_model = train(build_base())
image_index = 5
prediction = base_model.predict(x_test_norm[image_index : image_index + 1], verbose=0)[0]
ranking = np.argsort(prediction)[::-1]
predicted_digit = int(ranking[0])
second_digit = int(ranking[1])
numbers_are = "c"
print(prediction.round(3), "sum:", prediction.sum())

# %% exercise="hidden_units"
keras.utils.set_random_seed(SEED)


def build_hidden(units):
    pixels = keras.Input((28, 28))
    features = keras.layers.Dense(units, activation=keras.activations.relu)(keras.layers.Flatten()(pixels))
    model = keras.Model(pixels, keras.layers.Dense(10, activation="softmax")(features))
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


hidden_models = {128: base_model}
for units in [16, 64, 512]:
    hidden_models[units] = train(build_hidden(units))

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
