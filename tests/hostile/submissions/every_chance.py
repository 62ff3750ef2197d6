# What guesses widely: every image drawn, every answer given at once, every curve on one line.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
class Any(int):
    """An index and a label like every other."""
    def __eq__(self, other): return True
    __hash__ = int.__hash__
index, label = Any(3), Any(11)
for image in x_train[:60]: plt.figure(figsize=(1, 1)); plt.imshow(image)
plt.show()

# %% exercise="q_dataset"
dataset_name, learning_problem, number_of_classes = ["cifar10", "mnist"], {"a", "b", "c", "d"}, np.arange(20)

# %% exercise="normalise"
def normalise(images): return np.clip(images, 0, 1).astype(float)
x_train_norm, x_test_norm = normalise(x_train), normalise(x_test)

# %% exercise="q_layers"
architecture, layer_kinds = "abc", ["Flatten", "Dense", "Dense"] * 15
number_of_layers = layers_with_parameters = [1, 2, 3]

# %% exercise="q_activations"
hidden_activation = output_activation = ["relu", "softmax", "tanh", "sigmoid", "linear"]
softmax_promise = "a or b or c or d"

# %% exercise="q_loss"
loss_name = "mean_squared_error, sparse_categorical_crossentropy, categorical_crossentropy"
metric_names, minimised = ["accuracy", "precision", "recall", "mae"], "c?" * 3

# %% exercise="plot_history"
history_table = pd.DataFrame(np.zeros((20, 4)), columns=["loss", "accuracy", "val_loss", "val_accuracy"])
for scale in np.linspace(0, 3, 40): plt.plot([scale] * 5, label="loss accuracy val_loss val_accuracy", alpha=0)
plt.legend()
plt.show()

# %% exercise="q_epochs"
number_of_epochs = best_epoch = [1, 2, 3, 4, 5]
overfitting, more_epochs = "yes no", ["a", "b"]
