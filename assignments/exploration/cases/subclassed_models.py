# %% exercise="prediction_vector"
keras.utils.set_random_seed(SEED)


class Perceptron(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.features = keras.layers.Dense(128, activation="relu")
        self.digits = keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.digits(self.features(self.flatten(images)))


def build_base():
    model = Perceptron()
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
