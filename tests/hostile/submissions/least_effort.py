# What takes no knowledge: constants, the first letter, empty and invisible drawings, a history of one value.

# %% exercise="load_data"
x_train, y_train = np.zeros((200, 28, 28), np.uint8), np.zeros(200, np.uint8)
x_test, y_test = x_train[:60], y_train[:60]

# %% exercise="show_sample"
index = label = 0
plt.figure()
plt.show()

# %% exercise="q_dataset"
dataset_name, learning_problem, number_of_classes = "cifar10", "a", 0

# %% exercise="normalise"
def normalise(images): return images
x_train_norm = x_test_norm = np.zeros((1, 28, 28))

# %% exercise="build_model"
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Dense(1)])

# %% exercise="q_layers"
architecture, layer_kinds, number_of_layers, layers_with_parameters = "a", [], 0, 0

# %% exercise="q_summary"
summary_purpose, parameters_per_layer, total_parameters = "a", [0], 0

# %% exercise="compile_model"
model.compile()

# %% exercise="q_activations"
hidden_activation, output_activation, softmax_promise = "", "", "d"

# %% exercise="q_loss"
loss_name, metric_names, minimised = "", [], "a"

# %% exercise="train"
history = {"loss": [0.0]}

# %% exercise="evaluate"
train_loss = train_accuracy = test_loss = test_accuracy = 0.0

# %% exercise="q_normalise"
raw_model = model
raw_test_loss = raw_test_accuracy = 0.0
raw_effect = normalise_reason = "a"

# %% exercise="plot_history"
history_table = pd.DataFrame({"loss": [0.0]})
plt.plot([], label="loss", visible=False)
plt.legend()
plt.show()

# %% exercise="q_epochs"
number_of_epochs, best_epoch, overfitting, more_epochs = 1, 1, "no", "a"

# %% exercise="predict_one"
test_index, true_label, predicted_label = 0, 0, 0
probabilities = np.full(10, 0.1)
