"""Drawing the history, predicting one image: exercises 8 and 9, and what counts as right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    Answers,
    Figure,
    History,
    Images,
    Message,
    Model,
    Rubric,
    Unanswered,
    Value,
    say,
    whole_number,
)
from autograder.networks.architecture import ending
from autograder.networks.histories import epochs_told
from autograder.networks.learning_curves import METRICS, not_drawn, not_in_one_figure, not_told_apart
from autograder.networks.predictions import of_another, probabilities
from autograder.networks.preprocessing import permitted_feeds
from autograder.networks.training_evidence import not_of_this_training
from reference.datasets import CLASSES, Dataset

_PROBABILITY_TOLERANCE = 1e-3
_PER_CENT = 100

plot_history = Rubric("plot_history", Value("history_table"), History("history"), Figure())
plot_history.hints(
    say("`history.history` is a dictionary of lists of equal length, and that is just what `pd.DataFrame` "
        "likes to be given."),
    say("A DataFrame can draw itself: look at what its `plot` method does with its columns. Or call "
        "`plt.plot` once for each column, with its name as `label`, and `plt.legend` at the end."),
    say("Four curves are asked for: two columns, and the two of the same names that begin with `val_`. If "
        "one is missing in the table, look at how you called `fit`."),
)  # fmt: skip


@plot_history.criterion("table", say("`history_table` has a column for each metric"), weight=3)
def _table(answers: Answers, data: Dataset) -> Message | None:
    facts, history = answers.value("history_table"), _history(answers, data)
    if facts.table is None:
        return say("`history_table` is a {type}; make a pandas DataFrame of `history.history`.",
                   type=facts.type)  # fmt: skip
    missing = sorted(_measured(history) - set(facts.columns or ()))
    if missing and all(map(str.isdigit, facts.columns or ("-",))):
        return say("`history_table` lacks {missing}; its columns are {found}. A row for each epoch is "
                   "wanted: if these names stand at its rows, turn it round with `.T`.",
                   missing=", ".join(missing), found=", ".join(facts.columns or ()))  # fmt: skip
    if missing:
        return say("`history_table` lacks {missing}.", missing=", ".join(missing))
    return None


@plot_history.criterion("rows", say("It has a row for each epoch"), weight=2, needs=("table",))
def _rows(answers: Answers, data: Dataset) -> Message | None:
    facts, epochs = answers.value("history_table"), len(_history(answers, data).get("loss", ()))
    found = facts.length if facts.length is not None else (facts.shape or (0,))[0]
    if found != epochs:
        return say(
            "`history_table` has {found} rows; you trained for {epochs} epochs.", found=found, epochs=epochs
        )
    return None


@plot_history.criterion("curves", say("Training and validation curves are drawn"), weight=2)
def _curves(answers: Answers, data: Dataset) -> Message | None:
    curves = _wanted_curves(answers, data)
    return not_drawn(answers, curves) or not_in_one_figure(answers, curves)


@plot_history.criterion("legend", say("A legend tells them apart"), weight=1, needs=("curves",))
def _legend(answers: Answers, data: Dataset) -> Message | None:
    return not_told_apart(answers, _wanted_curves(answers, data))


def _history(answers: Answers, data: Dataset) -> Mapping[str, Sequence[float]]:
    history = epochs_told(answers, "history")
    if wrong := not_of_this_training(answers, data):
        raise Unanswered(wrong)
    return history


def _measured(history: Mapping[str, Sequence[float]]) -> set[str]:
    """What `fit` measured; a callback may have noted more beside it, such as `learning_rate`."""
    known = history.keys() & METRICS
    if "accuracy" in known:
        return known
    return known | {name for name in history if f"val_{name}" in history or name.startswith("val_")}


def _wanted_curves(answers: Answers, data: Dataset) -> Mapping[str, Sequence[float]]:
    """Loss and accuracy, for training and validation: whatever of them there is."""
    history = _history(answers, data)
    return {name: told for name, told in history.items() if name in METRICS}


predict_one = Rubric(
    "predict_one",
    *(Value(name) for name in ("test_index", "probabilities", "predicted_label", "true_label")),
    History("history"),
    Model("model", (Images("test"),), ("normalise",), verify=True),
)
predict_one.hints(
    say("`predict` takes a batch. A slice of one image, `x_test_norm[i : i + 1]`, still is a batch; a single "
        "position, `x_test_norm[i]`, is not."),
    say("What comes back has shape (1, 10). The ten numbers themselves are its first row."),
    say("`np.argmax` gives the position of the largest number, and positions count from 0, as digits do. "
        "Take the image and its true label at one and the same index of the test set."),
)  # fmt: skip


def _of_the_network(answers: Answers, data: Dataset) -> bool:
    """Shows that a network was asked: the vector is its answer for that image, prepared as it may be."""
    index, vector = whole_number(answers, "test_index"), _vector(answers)
    given = (p for (_, split), p in answers.model("model").predictions.items() if split == "test")
    own = [predicted[index] for predicted in given if 0 <= index < len(predicted)]
    return any(one.shape == vector.shape and np.allclose(one, vector, atol=1e-2) for one in own)


def _as_networks_answer(answers: Answers, data: Dataset) -> bool:
    """Shows the same where the image was prepared in a way that nobody foresees: no typed numbers."""
    vector, told = _vector(answers), len(np.unique(_vector(answers)))
    return told == vector.size >= CLASSES or (told > 1 and vector.dtype == np.float32)


_WORK = ("same", _of_the_network, _as_networks_answer)


@predict_one.criterion("ten", say("Ten probabilities that sum to 1"), weight=4, shown_by=_WORK)
def _ten(answers: Answers, data: Dataset) -> Message | None:
    vector = _vector(answers)
    if vector.shape != (CLASSES,):
        return say("`probabilities` has shape {found}; ten numbers for one image were expected.",
                   found=str(vector.shape))  # fmt: skip
    total = float(vector.sum())
    if not (vector.min() >= 0 and abs(total - 1) <= _PROBABILITY_TOLERANCE):
        return _no_probabilities(answers, total, float(vector.min()))
    return None


def _no_probabilities(answers: Answers, total: float, low: float) -> Message:
    if abs(total - _PER_CENT) <= 1:
        return say("Your ten numbers sum to {total:.3g}: they look like percentages. Leave them as `predict` "
                   "returns them, with a sum of 1.", total=total)  # fmt: skip
    if ending(answers.model("model")) == "softmax":
        return say("Your ten numbers sum to {total:.3g}, the smallest is {low:.3g}; those that `predict` "
                   "returns for one image are never negative and sum to 1. What was done with them since?",
                   total=total,
                   low=low)  # fmt: skip
    return say("Your ten numbers sum to {total:.3g}, the smallest is {low:.3g}: probabilities are never "
               "negative and sum to 1. Does the output layer have softmax?", total=total,
               low=low)  # fmt: skip


@predict_one.criterion(
    "same",
    say("They are the network's answer for that image"),
    weight=2,
    needs=("ten",),
    after=("load_data", "normalise.values", "normalise.input", "normalise.kept"),
)
def _same(answers: Answers, data: Dataset) -> Message | None:
    index = _test_index(answers, data)
    if isinstance(index, Message):
        return index
    if answers.array("probabilities").ndim == 2:
        return say("`probabilities` has shape (1, 10): a batch with one vector in it. The vector itself is "
                   "its first row, of shape (10,).")  # fmt: skip
    model, found, feeds = answers.model("model"), _vector(answers), permitted_feeds(answers, data)
    answered = [probabilities(model, feed, "test")[index] for feed in feeds]
    if any(one.shape == found.shape and np.allclose(found, one, atol=1e-2) for one in answered):
        return None
    return of_another("probabilities", "model", found, model, feeds[0], index)


@predict_one.criterion(
    "predicted", say("`predicted_label` is the most probable digit"), weight=2, shown_by=_WORK
)
def _predicted(answers: Answers, data: Dataset) -> Message | None:
    found, vector = whole_number(answers, "predicted_label"), _vector(answers)
    if not vector.size:
        return say("`probabilities` has shape {found}; ten numbers for one image were expected.",
                   found=str(vector.shape))  # fmt: skip
    wanted = int(vector.argmax())
    if found != wanted:
        return say("`predicted_label` is {found}; the largest of your numbers stands at position {wanted}.",
                   found=found, wanted=wanted)  # fmt: skip
    return None


@predict_one.criterion("true", say("`true_label` is the image's label"), weight=2, after=("load_data",))
def _true(answers: Answers, data: Dataset) -> Message | None:
    index = _test_index(answers, data)
    if isinstance(index, Message):
        return index
    found = whole_number(answers, "true_label")
    if found != data.test.labels[index]:
        return say("`true_label` is {found}, but that is not the label at position {index} of `y_test`.",
                   found=found, index=index)  # fmt: skip
    return None


def _test_index(answers: Answers, data: Dataset) -> int | Message:
    index = whole_number(answers, "test_index")
    if 0 <= index < len(data.test):
        return index
    return say("`test_index` is {index}; it must lie in 0..{last}.", index=index, last=len(data.test) - 1)


def _vector(answers: Answers) -> NDArray[np.float64]:
    """`probabilities`, without the batch of one that `model.predict` puts around it; all of them numbers."""
    found = answers.array("probabilities")
    if lost := int(np.isnan(found).sum()):
        raise Unanswered(say("In `probabilities`, {lost} of {total} values are NaN, which is no number. Does "
                             "`model` still have numbers for weights, and the image for pixels?",
                             lost=lost, total=found.size))  # fmt: skip
    return found[0] if found.ndim == 2 and len(found) == 1 else found


RUBRICS = (plot_history, predict_one)
