# %% exercise="build_model"
import tensorflow as tf

images = keras.Input((28, 28))
hidden = keras.layers.Dense(128, activation=tf.nn.relu)(keras.layers.Flatten()(images))
model = keras.Model(images, keras.ops.softmax(keras.layers.Dense(10)(hidden)))

# %% exercise="q_normalise"
images = keras.Input((28, 28))
hidden = keras.layers.Dense(128, activation=keras.ops.relu)(keras.layers.Flatten()(images))
raw_model = keras.Model(images, keras.layers.Dense(10, activation=tf.nn.softmax)(hidden))
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "a" if raw_test_loss > test_loss * 1.1 else "b" if raw_test_loss < test_loss / 1.1 else "c"
normalise_reason = "d"
