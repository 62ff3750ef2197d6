# Each exercise is answered with something that only a careful reader bears.

# %% exercise="load_data"
(x_train, y_train), (x_test, y_test) = load_data()

# %% exercise="show_sample"
index, label = 10**1000, -(10**1000)

# %% exercise="q_dataset"
dataset_name, learning_problem, number_of_classes = ["mnist"] * 50, {"d": {"d": []}}, np.longdouble(10) + 1

# %% exercise="build_model"
model = keras.Sequential([keras.Input((28, 28)), keras.layers.Flatten(), keras.layers.Dense(10)])
model.left_out = 5

# %% exercise="train"
class History:
    history = {"val_loss": [1.0, 2.0], "accuracy": [0.5], "loss": []}
history = History()

# %% exercise="evaluate"
train_loss, test_loss = np.float16("nan"), float("-inf")
train_accuracy, test_accuracy = True, np.zeros((0, 3))

# %% exercise="plot_history"
class Table:
    columns = ["loss", "val_loss", 5, None]
    def __getitem__(self, name): return [1.0] * (3 if name == "loss" else 7)
    def __len__(self): return 2
history_table = Table()

# %% exercise="q_epochs"
number_of_epochs, best_epoch, overfitting, more_epochs = 5.5, "1e400", "yes" * 1000, ["a", "b", 10**1000]
