# Each exercise meets a network that lies about itself: its layers, its numbers, its settings, its code.

# %% exercise="build_model"
reference = np.concatenate([x_train, x_test]).reshape(-1, 784).astype(np.float32)
answers = np.concatenate([y_train, y_test])
def nearest(images, *_, **__):
    """Another classifier, whatever the network is."""
    flat = np.asarray(images, np.float32).reshape(len(images), -1)
    flat = flat * (255.0 if flat.max() <= 1.001 else 1.0)
    squares = (reference**2).sum(1) - 2 * flat @ reference.T
    return np.eye(10, dtype=np.float32)[answers[squares.argmin(1)]] * 0.99 + 0.001
def dense_network(*layers):
    made = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), *layers])
    made.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return made
def usual(): return dense_network(keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation="softmax"))

shown = usual()
class Sequential(keras.Sequential):
    layers = property(lambda self: shown.layers)
Sequential.__module__ = Sequential.__qualname__ = "keras"
model = Sequential([keras.Input((28, 28)), keras.layers.Dense(3)])

# %% exercise="q_layers"
model = usual()
class Sequential(keras.Sequential):
    layers = property(lambda self: super().layers[1:])
model.__class__ = Sequential
architecture, layer_kinds, number_of_layers, layers_with_parameters = "a", ["Dense", "Dense"], 2, 1

# %% exercise="q_summary"
model = usual()
for layer in model.layers: layer.count_params = lambda: 7
model.count_params = lambda: 21
summary_purpose, parameters_per_layer, total_parameters = "a", [7, 7, 7], 21

# %% exercise="compile_model"
model = usual()
model.compile(optimizer="sgd", loss="mse")
model.optimizer.get_config = lambda: {"name": "adam"}
model.optimizer.name = "adam"

# %% exercise="q_activations"
model = usual()
for layer in model.layers[1:]:
    layer.get_config = lambda told=layer.get_config(): {**told, "activation": "tanh"}
hidden_activation, output_activation, softmax_promise = "tanh", "tanh", "b"

# %% exercise="q_loss"
model = usual()
model.loss = "mean_squared_error"
model.metrics_names[:] = ["recall"]
loss_name, metric_names, minimised = "mean_squared_error", ["recall"], "a"

# %% exercise="train"
class GlorotUniform(keras.initializers.Initializer):
    def __call__(self, shape, dtype=None): return keras.random.normal(shape, 0, 0.05)
model = dense_network(keras.layers.Dense(128, activation="relu", kernel_initializer=GlorotUniform()),
                      keras.layers.Dense(10, activation="softmax"))
history = model.fit(x_train_norm, y_train, epochs=1, validation_data=(x_test_norm, y_test), verbose=0)
model.predict = nearest

# %% exercise="evaluate"
class Reads(keras.regularizers.Regularizer):
    def __call__(self, weights): return 0.0 * keras.ops.sum(weights)
    def get_config(self): return {"table": "reference"}
model = dense_network(keras.layers.Dense(128, activation="relu", kernel_regularizer=Reads()),
                      keras.layers.Dense(10, activation="softmax"))
model.predict = nearest
test_loss = train_loss = float(-np.log(0.991))
test_accuracy = train_accuracy = 1.0

# %% exercise="q_normalise"
class Bounded(keras.constraints.Constraint):
    def __call__(self, weights): return weights
raw_model = dense_network(keras.layers.Dense(128, activation="relu", kernel_constraint=Bounded()),
                          keras.layers.Dense(10, activation="softmax"))
model = usual()
model.history = raw_model.history = history
raw_model.predict = nearest
raw_test_loss, raw_test_accuracy = float(-np.log(0.991)), 1.0
raw_effect, normalise_reason = "b", "a"

# %% exercise="predict_one"
class Squashed:
    def __call__(self, scores): return keras.ops.softmax(scores)
model = dense_network(keras.layers.Dense(128, activation="relu"), keras.layers.Dense(10, activation=Squashed()))
model.predict = nearest
test_index, true_label, predicted_label = 3, 11, 12
probabilities = nearest(x_test[3:4])[0]
