# %% exercise="q_dataset"
dataset_name = "MNIST"
learning_problem = np.str_("d")
number_of_classes = np.unique(y_train).size

# %% exercise="q_layers"
architecture = "c)"
layer_kinds = np.array(["flatten", "dense", "dense"])
number_of_layers = np.int64(3)
layers_with_parameters = 2.0

# %% exercise="q_summary"
summary_purpose = "B"
parameters_per_layer = np.array([0, 784 * 128 + 128, 128 * 10 + 10], dtype="float32")
total_parameters = np.sum(parameters_per_layer)

# %% exercise="q_activations"
hidden_activation = "Relu "
output_activation = "SoftMax"
softmax_promise = "A"

# %% exercise="q_loss"
loss_name = "Sparse Categorical Cross-Entropy"
metric_names = ("Accuracy",)
minimised = "c."

# %% exercise="evaluate"
train_loss, train_accuracy = np.round(model.evaluate(x_train_norm, y_train, verbose=0), 4)
test_loss, test_accuracy = np.round(model.evaluate(x_test_norm, y_test, verbose=0), 4)

# %% exercise="q_epochs"
number_of_epochs = np.float64(len(history.epoch))
best_epoch = np.argmin(history.history["val_loss"]) + 1
overfitting = "No"
more_epochs = "b"

# %% exercise="predict_one"
test_index = np.array(3)
probabilities = model.predict(x_test_norm[3:4], verbose=0).ravel()
predicted_label = np.argmax(probabilities)
true_label = y_test[[3]]
