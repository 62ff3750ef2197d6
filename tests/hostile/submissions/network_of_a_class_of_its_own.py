# No attack: a network of a class of its own that chains its layers is verified all the same.

# %% exercise="build_model"
class Network(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = keras.layers.Flatten()
        self.hidden = keras.layers.Dense(16, activation="relu")
        self.scores = keras.layers.Dense(10, activation="softmax")

    def call(self, images):
        return self.scores(self.hidden(self.flatten(images)))

model = Network()
