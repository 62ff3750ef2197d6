# Answers of types that a reader of answers has to bear, with the right value somewhere in them.

# %% exercise="show_sample"
from fractions import Fraction
from decimal import Decimal
import datetime, enum
index, label = np.ma.masked_array(7, mask=True), np.array(complex(int(y_train[7]), 1))
plt.imshow(np.ma.masked_all((28, 28)))
plt.show()

# %% exercise="q_dataset"
class Name(str):
    """A text that is another one each time."""
    def __getitem__(self, part): raise MemoryError("no part")
    def lower(self): return "mnist"
dataset_name, learning_problem, number_of_classes = Name("imagenet"), b"d", Fraction(10)

# %% exercise="q_layers"
class Endless(list):
    def __iter__(self):
        while True: yield "Dense"
    def __len__(self): return 10**9
architecture, layer_kinds = enum.Enum("Kind", "c").c, {"Flatten": {"Dense": ["Dense"]}}
number_of_layers, layers_with_parameters = Decimal(3), np.datetime64("2020-01-01")

# %% exercise="q_summary"
summary_purpose, parameters_per_layer = np.str_("B" * 10**6), np.zeros((0, 3, 0), np.float16)
total_parameters = np.array([[101770]], dtype=object)

# %% exercise="q_activations"
hidden_activation, output_activation, softmax_promise = None, type, {"a": {"a": "a"}}

# %% exercise="q_loss"
loss_name, metric_names, minimised = (["sparse_categorical_crossentropy"],), [[["accuracy"]]], 10**5000

# %% exercise="train"
history = model.fit(x_train_norm, y_train, epochs=5, validation_data=(x_test_norm, y_test), verbose=0)
kept, history = history, {5: [1.0], None: [], "loss": [[1.0], [2.0]], "val_loss": "1234"}

# %% exercise="plot_history"
history_table = pd.DataFrame([[1, 2, 3]] * 5, columns=pd.MultiIndex.from_tuples([("loss", 1), ("loss", 2), (None, np.nan)]))
history_table["=cmd|' /C calc'!A0"] = pd.Categorical(["a"] * 5)
plt.plot(np.arange(5) * 1j, label=5)
plt.show()

# %% exercise="q_epochs"
number_of_epochs, best_epoch = np.array([5.0000001]), np.float64("inf")
overfitting, more_epochs = np.bool_(False), "\x1b[2J=HYPERLINK(\"http://x\")\t@SUM(1)"

# %% exercise="predict_one"
class Matrix(np.ndarray):
    def __array__(self, *a, **k): raise RecursionError("again")
    def __array_finalize__(self, other): pass
test_index, true_label = np.uint64(2**64 - 1), datetime.timedelta(days=3)
predicted_label = type("=1+1", (), {"__index__": lambda self: 3})()
probabilities = np.array([[["0.1"] * 10]] * 2)
