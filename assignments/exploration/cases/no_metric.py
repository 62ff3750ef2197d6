# %% exercise="prediction_vector"
keras.utils.set_random_seed(SEED)


def build_base():
    model = keras.Sequential(
        [
            keras.Input((28, 28)),
            keras.layers.Flatten(),
            keras.layers.Dense(128, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
    return model


base_model = train(build_base())
image_index = 5
prediction = base_model.predict(x_test_norm[image_index : image_index + 1], verbose=0)[0]
ranking = np.argsort(prediction)[::-1]
predicted_digit = int(ranking[0])
second_digit = int(ranking[1])
numbers_are = "c"
print(prediction.round(3), "sum:", prediction.sum())
