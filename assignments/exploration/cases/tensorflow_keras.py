# %% exercise="prediction_vector"
import tensorflow as tf

tf.keras.utils.set_random_seed(SEED)


def build_base():
    model = tf.keras.Sequential(
        [
            tf.keras.Input((28, 28)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation="relu"),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )
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

# %% exercise="activations"
keras.utils.set_random_seed(SEED)


def build_activated(activation):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((28, 28)),
            tf.keras.layers.Flatten(),
            tf.keras.layers.Dense(128, activation={"sigmoid": tf.nn.sigmoid, "tanh": tf.nn.tanh}[activation]),
            tf.keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


activation_models = {"relu": base_model}
for activation in ["sigmoid", "tanh"]:
    activation_models[activation] = train(build_activated(activation))

rows = []
for activation, model in activation_models.items():
    rows.append((activation, np.mean(predicted_digits(model) == y_test)))
activation_results = pd.DataFrame(rows, columns=["activation", "test_accuracy"])
print(activation_results)

compare(predicted_digits(activation_models["sigmoid"]), predicted_digits(base_model))
sigmoid_conclusion = "worse"
difference, noise = compare(predicted_digits(activation_models["tanh"]), predicted_digits(base_model))
tanh_conclusion = "no difference" if abs(difference) <= noise else "better" if difference > 0 else "worse"
