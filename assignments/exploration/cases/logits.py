# %% exercise="prediction_vector"
keras.utils.set_random_seed(SEED)


def build_base():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return model


base_model = train(build_base())
image_index = 5
scores = base_model.predict(x_test_norm[image_index : image_index + 1], verbose=0)[0]
prediction = np.exp(scores) / np.exp(scores).sum()
ranking = np.argsort(prediction)[::-1]
predicted_digit = int(ranking[0])
second_digit = int(ranking[1])
numbers_are = "c"
print(prediction.round(3), "sum:", prediction.sum())

# %% exercise="optimisers"
keras.utils.set_random_seed(SEED)


def build_optimised(optimiser):
    model = build_base()
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimiser, loss=loss, metrics=["accuracy"])
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
sgd_conclusion = "worse"
difference, noise = compare(predicted_digits(optimiser_models["rmsprop"]), predicted_digits(base_model))
rmsprop_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"

# %% exercise="unseen_images"
predictions = keras.activations.softmax(base_model.predict(x_test_norm, verbose=0)).numpy()
read = predictions.argmax(axis=1)

confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (y_test, read), 1)
print(confusion)

wrong = np.flatnonzero(read != y_test)
surest_first = np.argsort(predictions[wrong].max(axis=1))[::-1]
worst_mistakes = [int(index) for index in wrong[surest_first][:9]]

figure, axes = plt.subplots(3, 3, figsize=(6, 7))
for index, place in zip(worst_mistakes, axes.flat, strict=False):
    place.imshow(x_test[index], cmap="gray")
    place.set_title(f"{y_test[index]} read as {read[index]}")
plt.show()


def read_digits(images):
    return predicted_digits(base_model, normalise(images))


own_images = np.zeros((3, 28, 28), dtype=np.uint8)
own_images[0, 5:23, 13:16] = 255
own_images[1] = np.roll(x_test[0], 5, axis=1)
own_images[2] = 255 - x_test[0]
own_digits = read_digits(own_images)
print("read in my own images:", own_digits)
