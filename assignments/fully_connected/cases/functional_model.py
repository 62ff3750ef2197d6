# %% exercise="build_model"
pixels = keras.Input((28, 28))
vector = keras.layers.Flatten()(pixels)
features = keras.layers.Dropout(0.1)(keras.layers.Dense(128, activation=keras.activations.relu)(vector))
model = keras.Model(pixels, keras.layers.Dense(10, activation=keras.activations.softmax)(features))

# %% exercise="q_layers"
architecture = "c"
layer_kinds = ["InputLayer", "Flatten", "Dense", "Dropout", "Dense"]
number_of_layers = 4
layers_with_parameters = 2

# %% exercise="q_summary"
summary_purpose = "b"
parameters_per_layer = [0, 100480, 0, 1290]
total_parameters = 101770

# %% exercise="q_normalise"
raw_model = keras.models.clone_model(model)
raw_model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
raw_model.fit(x_train, y_train, epochs=EPOCHS, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "a"
normalise_reason = "d"
