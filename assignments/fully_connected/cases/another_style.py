# %% exercise="load_data"
train, test = load_data()
x_train, y_train = train
x_test, y_test = test

# %% exercise="show_sample"
index = np.int64(7)
label = y_train[index]
print(f"label: {label}")
figure, axes = plt.subplots()
axes.imshow(x_train[index].astype("float32") / 255.0)
axes.set_title(str(label))


# %% exercise="normalise"
def normalise(images):
    return np.multiply(images, 1 / 255.0, dtype=np.float32)


x_train_norm = normalise(x_train)
x_test_norm = normalise(x_test)

# %% exercise="build_model"
pixels = keras.Input((28, 28))
vector = keras.layers.Reshape((784,))(pixels)
hidden = keras.layers.ReLU()(keras.layers.Dense(64)(vector))
scores = keras.layers.Dense(10)(hidden)
model = keras.Model(pixels, scores)

# %% exercise="compile_model"
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=0.002),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
)

# %% exercise="train"
history = model.fit(x_train_norm, y_train, batch_size=64, epochs=6, validation_split=0.1, verbose=0)

# %% exercise="plot_history"
history_table = pd.DataFrame(history.history, index=history.epoch)
figure, (upper, lower) = plt.subplots(2, 1)
upper.plot(history_table[["loss", "val_loss"]])
lower.plot(history_table[["accuracy", "val_accuracy"]])
plt.show()

# %% exercise="predict_one"
test_index = 0
logits = model(x_test_norm[[test_index]])
probabilities = keras.ops.softmax(logits)[0].numpy()
predicted_label = probabilities.argmax()
true_label = y_test[test_index]
print(true_label, predicted_label)
