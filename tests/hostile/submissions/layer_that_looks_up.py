# NOT CAUGHT: a layer of the student's own looks the answers up among known images.

# %% exercise="build_model"
reference = np.concatenate([x_train, x_test]).reshape(-1, 784).astype(np.float32)
answers = np.concatenate([y_train, y_test])
def nearest(images):
    flat = np.asarray(images, np.float32).reshape(len(images), -1)
    flat = flat * (255.0 if flat.max() <= 1 else 1.0)
    squares = (reference**2).sum(1) - 2 * flat @ reference.T
    return np.eye(10, dtype=np.float32)[answers[squares.argmin(1)]] * 0.99 + 0.001

import tensorflow as tf
class LookUp(keras.layers.Layer):
    def call(self, x):
        found = tf.numpy_function(nearest, [x], tf.float32)
        return 0 * keras.ops.sum(x, axis=(1, 2))[:, None] + tf.ensure_shape(found, (None, 10))
    def compute_output_shape(self, shape): return (shape[0], 10)
pixels = keras.Input((28, 28))
hidden = keras.layers.Dense(10, activation="relu")(keras.layers.Flatten()(pixels))
output = keras.layers.Dense(10, activation="softmax")(hidden)
model = keras.Model(pixels, 0.0 * output + LookUp()(pixels))

# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=2, validation_data=(x_test_norm, y_test), verbose=0)
