# %% exercise="larger_cnn"
larger_shapes = [[24, 24, 30], [12, 12, 30], [10, 10, 15], [5, 5, 15], [5, 5, 15], [375], [128], [50], [10]]
larger_parameters = [780, 0, 4065, 0, 0, 0, 48128, 6450, 510]


class Larger(keras.Model):
    def __init__(self):
        super().__init__()
        self.channel = keras.layers.Reshape((28, 28, 1))
        self.first = keras.layers.Conv2D(30, 5, activation="relu")
        self.first_pool = keras.layers.MaxPooling2D(2)
        self.second = keras.layers.Conv2D(15, 3, activation="relu")
        self.second_pool = keras.layers.MaxPooling2D(2)
        self.drop = keras.layers.Dropout(0.2)
        self.flat = keras.layers.Flatten()
        self.wide = keras.layers.Dense(128, activation="relu")
        self.narrow = keras.layers.Dense(50, activation="relu")
        self.out = keras.layers.Dense(10, activation="softmax")

    def call(self, images, training=False):
        x = self.first_pool(self.first(self.channel(images)))
        x = self.second_pool(self.second(x))
        x = self.flat(self.drop(x, training=training))
        return self.out(self.narrow(self.wide(x)))


larger_model = Larger()
larger_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
train(larger_model)
larger_error = 100 * np.mean(predicted_digits(larger_model) != y_test)
