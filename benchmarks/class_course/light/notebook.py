# %% [markdown] lang="es"
# # Una red liviana
#
# Lo que `make bench-class` califica muchas veces.

# %% [markdown] lang="en"
# # A light network
#
# What `make bench-class` grades many times over.

# %% setup=true
from autograder import Grader, load_data

grader = Grader("light")

import keras

(x_train, y_train), (x_test, y_test) = load_data()
x_train, y_train = x_train[:512] / 255, y_train[:512]

# %% exercise="network"
### BEGIN SOLUTION
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Flatten(),
        keras.layers.Dense(32, "relu"),
        keras.layers.Dense(10, "softmax"),
    ]
)
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
### END SOLUTION

# %% check="network"
grader.check("network")

# %% exercise="training"
### BEGIN SOLUTION
history = model.fit(x_train, y_train, batch_size=32, epochs=1, verbose=0)
### END SOLUTION

# %% check="training"
grader.check("training")
