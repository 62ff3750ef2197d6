# %% exercise="build_model"
class Digits(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(128, activation="relu")
        self.scores = keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.scores(self.hidden(self.flatten(images)))


model = Digits()

# %% exercise="q_normalise"
raw_model = Digits()
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "a"
normalise_reason = "d"
