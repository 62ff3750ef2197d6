# %% exercise="load_data"
train, test = load_data()
x_train, y_train = train
x_test, y_test = test

# %% exercise="show_sample"
index = np.int64(7)
label = y_train[index]
print(f"label: {label}")
figure, axes = plt.subplots()
axes.imshow(x_train[index].astype("float32") / 255.0, cmap=plt.cm.Greys_r)
axes.set_title(str(label))


# %% exercise="normalise"
def normalise(images):
    return np.multiply(images, 1 / 255.0, dtype=np.float32)


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)


# %% exercise="build_model"
def build():
    pixels = keras.Input((28, 28))
    vector = keras.layers.Reshape((784,))(pixels)
    hidden = keras.layers.ReLU()(keras.layers.Dense(64)(vector))
    return keras.Model(pixels, keras.layers.Dense(10)(hidden))


model = build()

# %% exercise="q_layers"
architecture = "C"
layer_kinds = [type(layer).__name__ for layer in model.layers]
number_of_layers = 4
layers_with_parameters = 2

# %% exercise="q_summary"
summary_purpose = "b"
parameters_per_layer = [layer.count_params() for layer in model.layers[1:]]
total_parameters = model.count_params()


# %% exercise="compile_model"
def compiled(network):
    network.compile(
        optimizer=keras.optimizers.Adam(learning_rate=1e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )
    return network


compiled(model)

# %% exercise="q_activations"
hidden_activation = "ReLU"
output_activation = "softmax"  # in the loss, which is told that it gets raw scores
softmax_promise = "a"

# %% exercise="q_loss"
loss_name = "SparseCategoricalCrossentropy"
metric_names = ["SparseCategoricalAccuracy"]
minimised = "c"

# %% exercise="train"
validation = (x_test_norm, y_test)
history = model.fit(x_train_norm, y_train, batch_size=64, epochs=6, validation_data=validation, verbose=0)

# %% exercise="q_normalise"
raw_model = compiled(build())
raw_model.fit(x_train, y_train, batch_size=64, epochs=6, validation_data=(x_test, y_test), verbose=0)
raw_test_loss, raw_test_accuracy = raw_model.evaluate(x_test, y_test, verbose=0)
raw_effect = "a"
normalise_reason = "d"

# %% exercise="plot_history"
history_table = pd.DataFrame(history.history, index=history.epoch)
figure, (upper, lower) = plt.subplots(2, 1)
upper.plot(history_table[["loss", "val_loss"]])
upper.legend(["training", "validation"])
upper.set_ylabel("loss")
for name in ("accuracy", "val_accuracy"):
    lower.plot(history_table[name])
    lower.text(len(history_table) - 1, history_table[name].iloc[-1], name)
plt.show()

# %% exercise="predict_one"
test_index = 0
logits = model(x_test_norm[[test_index]])
probabilities = keras.ops.softmax(logits)[0].numpy()
predicted_label = probabilities.argmax()
true_label = y_test[test_index]
