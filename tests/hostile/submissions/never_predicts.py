# No attack: a network without a layer, which every exercise asks in vain; those that need none earn all the same.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="build_model"
model = keras.Sequential([keras.Input((28, 28))])

# %% exercise="compile_model"
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])

# %% exercise="q_activations"
hidden_activation, output_activation, softmax_promise = "relu", "softmax", "a"

# %% exercise="q_loss"
loss_name, metric_names, minimised = "sparse_categorical_crossentropy", ["accuracy"], "c"

# %% exercise="train"
history = model.fit(x_train, y_train, epochs=1, verbose=0)

# %% exercise="evaluate"
train_loss = train_accuracy = test_loss = test_accuracy = 0.5

# %% exercise="q_epochs"
number_of_epochs, best_epoch, overfitting, more_epochs = 5, 5, "no", "b"

# %% exercise="predict_one"
test_index, true_label = 3, int(y_test[3])
probabilities, predicted_label = np.eye(10)[0], 0
