# Every question is answered with "d".

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="q_dataset"
dataset_name = learning_problem = "d"
number_of_classes = 2

# %% exercise="build_model"
model = keras.Sequential(
    [keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(64, activation="relu"),
     keras.layers.Dense(10, activation="softmax")])

# %% exercise="q_layers"
architecture, layer_kinds, number_of_layers, layers_with_parameters = "d", ["d"], 2, 2

# %% exercise="q_summary"
summary_purpose, parameters_per_layer, total_parameters = "d", [2, 2, 2], 2

# %% exercise="q_activations"
hidden_activation = output_activation = softmax_promise = "d"

# %% exercise="q_loss"
loss_name = metric_names = minimised = "d"

# %% exercise="q_normalise"
raw_test_loss, raw_test_accuracy, raw_effect, normalise_reason = 2, 2, "d", "d"

# %% exercise="q_epochs"
number_of_epochs, best_epoch, overfitting, more_epochs = 2, 2, "no", "d"
