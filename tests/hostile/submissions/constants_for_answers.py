# Ten equal probabilities, accuracies of one half, a network that nobody trained: forms without content.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
index, label = 0, -1
plt.imshow(np.ones((28, 28)))

# %% exercise="build_model"
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(1)])

# %% exercise="compile_model"
model.compile()

# %% exercise="evaluate"
train_loss = train_accuracy = test_loss = test_accuracy = 0.5

# %% exercise="q_summary"
summary_purpose, parameters_per_layer, total_parameters = "b", [1, 1], 2

# %% exercise="q_normalise"
raw_model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(1)])
raw_model.compile()
raw_test_loss, raw_test_accuracy, raw_effect, normalise_reason = 0.0, 0.0, "a", "d"

# %% exercise="predict_one"
test_index, probabilities, predicted_label, true_label = 0, np.full(10, 0.1), 0, -1
