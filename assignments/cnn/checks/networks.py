"""Four networks that are drawn in the sheet: exercises 2, 3, 4 and 6, and what counts as right."""

from __future__ import annotations

from autograder.authoring import LETTERS, Answers, Key, Message, Rubric, Value, chosen, form_of_option, say
from autograder.networks.declared_network import DeclaredNetwork, add_declared_network
from reference.datasets import Dataset

key = Key(__file__)

_MLP = DeclaredNetwork("mlp", "mlp_784")
mlp = Rubric("mlp", *_MLP.asks)
mlp.hints(
    say("`Flatten` lays 28 rows of 28 numbers end to end. How many numbers is that, and how many weights "
        "does one unit of the next layer need for them?"),
    say("The builder is the one of the first lab, with 784 in the place of 128. `train(build_mlp())` trains "
        "the network and returns it."),
    say("`predicted_digits(mlp_model) != y_test` is True where the network is wrong; its mean is the share."),
)  # fmt: skip
add_declared_network(mlp, _MLP)

_SIMPLE = DeclaredNetwork("simple", "simple_cnn")
simple_cnn = Rubric("simple_cnn", *_SIMPLE.asks)
simple_cnn.hints(
    say("Go through the drawing from top to bottom, and write for each layer what comes in, and by which of "
        "the four rules what comes out."),
    say("`keras.layers.Conv2D` takes the number of kernels first, then their size, then `activation=`. "
        "Pooling is `keras.layers.MaxPooling2D`."),
    say("Does your list of layers begin with `keras.Input((28, 28))` and `keras.layers.Reshape((28, 28, "
        "1))`? Compare each line below with the drawing."),
)  # fmt: skip
add_declared_network(simple_cnn, _SIMPLE)

_LARGER = DeclaredNetwork("larger", "larger_cnn")
larger_cnn = Rubric("larger_cnn", *_LARGER.asks)
larger_cnn.hints(
    say("The second convolution looks at 30 maps. How many weights has one of its kernels, and how many all "
        "15?"),
    say("Half of 5 is 2 for a window of 2: what is left over is not looked at. But does an odd number come "
        "up here at all before `Flatten`?"),
    say("Begin with the simple network and put one more convolution and one more pooling before its Dropout, "
        "and one more Dense layer before its last."),
)  # fmt: skip
add_declared_network(larger_cnn, _LARGER)

_DROPOUT = DeclaredNetwork("dropout", "dropout_cnn")
dropout_cnn = Rubric("dropout_cnn", *_DROPOUT.asks, Value("dropout_reason"))
dropout_cnn.hints(
    say('With `padding="same"` the convolutions leave height and width as they are. What do three poolings '
        "make of 28?"),
    say("7 is odd: a window of 2 fits three times."),
    say("For the question, compare two numbers: the last `accuracy` of the history, and what "
        "`np.mean(predicted_digits(dropout_model, x_train_norm) == y_train)` gives."),
)  # fmt: skip
add_declared_network(dropout_cnn, _DROPOUT)


@dropout_cnn.criterion(
    "reason",
    say("Why training reports a lower accuracy"),
    weight=1,
    shown_by=("built", "shapes", "parameters"),
    local=form_of_option("dropout_reason", LETTERS),
)
def _reason(answers: Answers, data: Dataset) -> Message | None:
    return chosen(answers, "dropout_reason", key["dropout_reason"],
                  say("Measure both on the same images: what `fit` reported of the training images in the "
                      "last epoch, and what the trained network reaches on them."))  # fmt: skip


RUBRICS = (mlp, simple_cnn, larger_cnn, dropout_cnn)
