# %% exercise="normalise"
def normalise(images):
    return keras.layers.Rescaling(1 / 255)(images)


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)

# %% exercise="build_model"
model = keras.Sequential(
    [
        keras.Input((28, 28)),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Flatten(),
        keras.layers.Dense(128, activation="relu"),
        keras.layers.Dense(10, activation="softmax"),
    ]
)

# %% exercise="q_layers"
architecture = "c"
layer_kinds = ["Rescaling", "Flatten", "Dense", "Dense"]
number_of_layers = 4
layers_with_parameters = 2

# %% exercise="q_summary"
summary_purpose = "b"
parameters_per_layer = [0, 0, 100480, 1290]
total_parameters = 101770

# %% exercise="train"
history = model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)

# %% exercise="evaluate"
train_loss, train_accuracy = model.evaluate(x_train, y_train, verbose=0)
test_loss, test_accuracy = model.evaluate(x_test, y_test, verbose=0)

# %% exercise="predict_one"
test_index = 3
probabilities = model.predict(x_test[test_index : test_index + 1], verbose=0)[0]
predicted_label = int(np.argmax(probabilities))
true_label = int(y_test[test_index])
