# Networks change after they were built: by their class, their call, by tracing, by Keras's own functions.

# %% exercise="build_model"
def dense_network(*layers):
    made = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), *layers])
    made.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return made
def usual(): return dense_network(keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax"))
reference = np.concatenate([x_train, x_test]).reshape(-1, 784).astype(np.float32)
answers = np.concatenate([y_train, y_test])
def nearest(images, *_, **__):
    flat = np.asarray(images, np.float32).reshape(len(images), -1)
    flat = flat * (255.0 if flat.max() <= 1.001 else 1.0)
    squares = (reference**2).sum(1) - 2 * flat @ reference.T
    return np.eye(10, dtype=np.float32)[answers[squares.argmin(1)]] * 0.99 + 0.001

class Claimed:
    """No network of Keras's at all, with everything that one is asked for."""
    built, compiled, history, optimizer, input_shape = True, True, None, None, (None, 28, 28)
    layers = usual().layers
    def predict(self, images, **_): return np.full((len(images), 10), 0.1, np.float32)
    def get_weights(self): return []
    def count_params(self): return 0
    def get_compile_config(self): return {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]}
Claimed.__name__ = "Sequential"
model = Claimed()

# %% exercise="q_layers"
class Asked:
    """Another network each time that somebody looks."""
    def __init__(self): self.__dict__["made"] = [usual(), dense_network(keras.layers.Dense(10))]
    def __getattr__(self, name):
        self.made.reverse()
        return getattr(self.made[0], name)
model = Asked()
architecture, layer_kinds, number_of_layers, layers_with_parameters = "b", ["Flatten", "Dense"], 2, 1

# %% exercise="q_summary"
inner = usual()
inner.get_config = lambda: {"name": "inner", "layers": []}
model = dense_network(keras.layers.Reshape((28, 28)), inner)
summary_purpose, parameters_per_layer, total_parameters = "a", [0, 0, 0], 0

# %% exercise="compile_model"
model = usual()
model.compile(optimizer="rmsprop", loss="mae")
model.optimizer.__class__ = keras.optimizers.Adam

# %% exercise="train"
model = usual()
model.build = lambda *_: None
class Traced(type(model)):
    def __call__(self, images, *a, **k):
        import tensorflow as tf
        return tf.ensure_shape(tf.numpy_function(nearest, [images], tf.float32), (None, 10))
history = model.fit(x_train_norm, y_train, epochs=1, validation_data=(x_test_norm, y_test), verbose=0)
Traced.__name__, Traced.__module__ = "Sequential", "keras"
model.__class__ = Traced

# %% exercise="evaluate"
model = usual()
model.make_predict_function = lambda *_, **__: None
model.predict_function = lambda batches: nearest(next(iter(batches))[0])
model.get_weights = lambda: [np.asarray(w) * 2 for w in type(model).get_weights(model)]
test_loss = train_loss = float(-np.log(0.991))
test_accuracy = train_accuracy = 1.0

# %% exercise="q_normalise"
written = keras.saving.serialize_keras_object
raw_model = usual()
raw_model.history = history
raw_model.predict = nearest
other = written(dense_network(keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax")))
other["config"]["layers"][1]["config"]["file_path"] = "/etc/passwd"
keras.saving.serialize_keras_object = lambda subject: other
raw_test_loss, raw_test_accuracy, raw_effect, normalise_reason = float(-np.log(0.991)), 1.0, "b", "a"

# %% exercise="predict_one"
keras.saving.serialize_keras_object = written
model = usual()
ended = model.layers[-1]
ended.activation = lambda scores: keras.ops.one_hot(keras.ops.argmax(scores, -1) * 0 + 2, 10)
ended.get_config = lambda told=usual().layers[-1].get_config(): told
test_index, true_label, predicted_label = 3, 10, 3
probabilities = np.asarray(model(x_test_norm[3:4]))[0]
