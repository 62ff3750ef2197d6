"""`prediction_vector` and `unseen_images`: right in any style, and each near miss by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from msgspec.structs import replace as with_facts

from reference.datasets import Dataset

Names = dict[str, Any]


@pytest.fixture
def predicted(base: Any, data: Any) -> Names:
    vector = base.predicted(data.test, "normalise")[3]
    first, second = np.argsort(vector)[::-1][:2]
    return {
        "EPOCHS": 5,
        "base_model": base,
        "image_index": 3,
        "prediction": vector,
        "predicted_digit": first,
        "second_digit": int(second),
        "numbers_are": "c",
    }


def test_a_right_prediction_holds(judged: Any, predicted: Names) -> None:
    assert judged("prediction_vector", predicted) == {}


def test_the_vector_as_a_list(judged: Any, predicted: Names) -> None:
    assert judged("prediction_vector", predicted | {"prediction": predicted["prediction"].tolist()}) == {}


@pytest.mark.parametrize(("shape", "said"), [((1, 10), "is its first row"), ((10, 1), "has shape (10, 1)")])
def test_the_vector_within_a_batch(judged: Any, predicted: Names, shape: Any, said: str) -> None:
    failed = judged("prediction_vector", predicted | {"prediction": predicted["prediction"].reshape(shape)})
    assert failed.keys() == {"vector"}
    assert said in failed["vector"]


def test_the_vector_of_another_image(judged: Any, predicted: Names) -> None:
    assert judged("prediction_vector", predicted | {"image_index": 4}).keys() >= {"vector", "digits"}


def test_all_vectors_at_once(judged: Any, predicted: Names, base: Any, data: Any) -> None:
    failed = judged("prediction_vector", predicted | {"prediction": base.predicted(data.test, "normalise")})
    assert failed.keys() == {"vector"}
    assert "has shape (400, 10)" in failed["vector"]


@pytest.mark.parametrize("index", [-1, 400, 2.5])
def test_an_index_of_no_image(judged: Any, predicted: Names, index: float) -> None:
    assert judged("prediction_vector", predicted | {"image_index": index}).keys() == {"vector", "digits"}


@pytest.mark.parametrize("digit", [10, -1])
def test_no_digit(judged: Any, predicted: Names, digit: int) -> None:
    failed = judged("prediction_vector", predicted | {"second_digit": digit})
    assert "a digit from 0 to 9 is wanted" in failed["digits"]


def test_first_and_second_exchanged(judged: Any, predicted: Names) -> None:
    first, second = predicted["predicted_digit"], predicted["second_digit"]
    failed = judged("prediction_vector", predicted | {"predicted_digit": second, "second_digit": first})
    assert "not number 1 from the top" in failed["digits"]


def test_the_first_choice_is_not_the_second_too(judged: Any, predicted: Names) -> None:
    failed = judged("prediction_vector", predicted | {"second_digit": predicted["predicted_digit"]})
    assert "not number 2 from the top" in failed["digits"]


@pytest.mark.parametrize(
    ("change", "criteria"),
    [
        ({"hidden": ((64, "relu"),)}, {"network"}),
        ({"hidden": ((128, "tanh"),)}, {"network"}),
        ({"optimiser": "sgd"}, {"network"}),
        ({"epochs": 4}, {"trained"}),
        ({"right": 0.1}, {"learnt"}),
        ({"right": 0.49}, {"learnt"}),  # far better than guessing, and still not what was asked for
        ({"right": 0.5}, set()),
    ],
)
def test_another_base_network(
    judged: Any, predicted: Names, base: Any, data: Any, change: Any, criteria: Any
) -> None:
    other = base.but(**change)
    vector = other.predicted(data.test, "normalise")[3]
    names = predicted | {"base_model": other, "prediction": vector}
    names |= {"build_base": lambda: other}
    names |= {"predicted_digit": int(vector.argmax()), "second_digit": int(np.argsort(vector)[-2])}
    assert judged("prediction_vector", names).keys() == criteria


@pytest.mark.parametrize(
    ("change", "said"),
    [({"metrics": ()}, "The metrics are none"), ({"loss": "mse"}, "is mse; a cross-entropy")],
)
def test_compiled_otherwise(judged: Any, predicted: Names, base: Any, change: Any, said: str) -> None:
    settings = with_facts(base.settings, **change)
    failed = judged("prediction_vector", predicted | {"base_model": base.but(changes={"settings": settings})})
    assert failed.keys() == {"network"}
    assert said in failed["network"]


@pytest.mark.parametrize("letter", ["a", "b", "d"])
def test_what_the_numbers_are_not(judged: Any, predicted: Names, letter: str) -> None:
    assert judged("prediction_vector", predicted | {"numbers_are": letter}).keys() == {"meaning"}
    assert judged("prediction_vector", predicted | {"numbers_are": letter}, local=True) == {}


def test_what_was_given_is_no_attempt(judged: Any, base: Any) -> None:
    for exercise, names in (("prediction_vector", {"EPOCHS": 5}), ("unseen_images", {"base_model": base})):
        first, *others = judged(exercise, names).values()
        assert "is not defined yet" in first  # said once: the first thing to do
        assert set(others) == {"not_attempted"}


def _reads(base: Any, data: Dataset) -> Callable[[Any], Any]:
    """A function that reads the hidden images as the network does."""
    answers = base.predicted(data.hidden, "normalise").argmax(axis=1)
    return lambda images: answers[: len(images)]


@pytest.fixture
def unseen(base: Any, data: Any) -> Names:
    base = base.but(right=0.8)
    vectors = base.predicted(data.test, "normalise")
    read, truth = vectors.argmax(axis=1), data.test.labels.astype(int)
    confusion = np.zeros((10, 10), int)
    np.add.at(confusion, (truth, read), 1)
    wrong = np.flatnonzero(read != truth)
    return {
        "base_model": base,
        "confusion": confusion,
        "worst_mistakes": wrong[np.argsort(vectors[wrong].max(axis=1))[::-1]][:9].tolist(),
        "own_images": np.eye(28, dtype=np.uint8)[None].repeat(2, axis=0) * 255,
        "own_digits": _reads(base, data)(range(2)),
        "read_digits": _reads(base, data),
    }


@pytest.fixture
def shown(unseen: Names, data: Any) -> list[Figure]:
    figure = Figure()
    for axes, index in zip(figure.subplots(3, 3).flat, unseen["worst_mistakes"], strict=True):
        axes.imshow(data.test.images[index])
    return [figure]


def test_right_answers_hold(judged: Any, unseen: Names, shown: list[Figure]) -> None:
    assert judged("unseen_images", unseen, shown) == {}


def test_a_table_of_pandas_and_a_mosaic(judged: Any, unseen: Names, data: Any) -> None:
    figure = Figure()
    figure.subplots().imshow(np.vstack(data.test.images[unseen["worst_mistakes"]] / 255))
    unseen["confusion"] = pd.DataFrame(unseen["confusion"])
    unseen["worst_mistakes"] = np.array(unseen["worst_mistakes"])
    assert judged("unseen_images", unseen, [figure]) == {}


def test_rows_and_columns_exchanged(judged: Any, unseen: Names, shown: list[Figure]) -> None:
    failed = judged("unseen_images", unseen | {"confusion": unseen["confusion"].T}, shown)
    assert failed.keys() == {"confusion"}
    assert "the other way round" in failed["confusion"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda c: c / c.sum(), "sum to 1; there are 400"),
        (lambda c: c[:9], "has shape (9, 10)"),
        (lambda c: c * 2, "sum to 800"),
        (lambda c: np.minimum(c, 1), "counts equal pairs just once"),
        (lambda c: c - np.diag(np.diag(c)), "The diagonal of `confusion`"),
    ],
)
def test_no_counts(judged: Any, unseen: Names, shown: list[Figure], change: Any, said: str) -> None:
    failed = judged("unseen_images", unseen | {"confusion": change(unseen["confusion"])}, shown)
    assert failed.keys() == {"shape", "confusion"}
    assert said in failed["shape"]


def test_counts_of_another_network(judged: Any, unseen: Names, shown: list[Figure]) -> None:
    failed = judged("unseen_images", unseen | {"confusion": np.roll(unseen["confusion"], 1, axis=1)}, shown)
    assert failed.keys() == {"confusion"}


def test_least_sure_first(judged: Any, unseen: Names, shown: list[Figure]) -> None:
    failed = judged("unseen_images", unseen | {"worst_mistakes": unseen["worst_mistakes"][::-1]}, shown)
    assert failed.keys() == {"worst"}
    assert "stands last" in failed["worst"]


def test_the_two_surest_exchanged(judged: Any, unseen: Names, shown: list[Figure]) -> None:
    first, second, *others = unseen["worst_mistakes"]
    failed = judged("unseen_images", unseen | {"worst_mistakes": [second, first, *others]}, shown)
    assert failed.keys() == {"worst"}
    assert "Number 1 of `worst_mistakes`" in failed["worst"]


def test_an_image_that_is_no_mistake(judged: Any, unseen: Names, shown: list[Figure], data: Any) -> None:
    read = unseen["base_model"].predicted(data.test, "normalise").argmax(axis=1)
    right = int(np.flatnonzero(read == data.test.labels)[0])
    names = unseen | {"worst_mistakes": [*unseen["worst_mistakes"][:8], right]}
    failed = judged("unseen_images", names, shown)
    assert failed.keys() == {"mistakes", "worst", "figure"}
    assert f"position {right} is no mistake" in failed["mistakes"]


@pytest.mark.parametrize("wrong", [[1.5], ["a"], [400], [None]])
def test_positions_of_no_image(judged: Any, unseen: Names, shown: list[Figure], wrong: Any) -> None:
    failed = judged("unseen_images", unseen | {"worst_mistakes": wrong}, shown)
    assert f"holds {wrong[0]}" in failed["mistakes"]


def test_one_mistake_named_twice(judged: Any, unseen: Names, shown: list[Figure]) -> None:
    twice = [*unseen["worst_mistakes"][:8], unseen["worst_mistakes"][0]]
    assert (
        "names 8 different images"
        in judged("unseen_images", unseen | {"worst_mistakes": twice}, shown)["mistakes"]
    )


def test_more_mistakes_than_are_asked_for(judged: Any, unseen: Names, shown: list[Figure], data: Any) -> None:
    vectors = unseen["base_model"].predicted(data.test, "normalise")
    wrong = np.flatnonzero(vectors.argmax(axis=1) != data.test.labels)
    ten = wrong[np.argsort(vectors[wrong].max(axis=1))[::-1]][:10].tolist()
    failed = judged("unseen_images", unseen | {"worst_mistakes": ten}, shown)
    assert "names 10 different images; 9 are wanted" in failed["mistakes"]


def test_all_on_the_same_axes(judged: Any, unseen: Names, data: Any) -> None:
    figure = Figure()
    axes = figure.subplots()
    for index in unseen["worst_mistakes"]:
        axes.imshow(data.test.images[index])
    failed = judged("unseen_images", unseen, [figure])
    assert failed.keys() == {"figure"}
    assert "9 images lie on the same axes" in failed["figure"]


def test_all_on_the_last_of_many_axes(judged: Any, unseen: Names, data: Any) -> None:
    figure = Figure()
    last = figure.subplots(3, 3).ravel()[-1]
    for index in unseen["worst_mistakes"]:
        last.imshow(data.test.images[index])
    assert "9 images lie on the same axes" in judged("unseen_images", unseen, [figure])["figure"]


def test_counts_that_run_over(judged: Any, unseen: Names, data: Any) -> None:
    counts = np.zeros((10, 10))
    counts[0, 0], counts[0, 1], counts[5, 5] = 2.0**62, -(2.0**62), len(data.test)
    failed = judged("unseen_images", unseen | {"confusion": counts})
    assert failed.keys() >= {"shape", "confusion"}
    assert "it counts images" in failed["shape"]


def test_a_function_that_refuses_ones_own_images(judged: Any, unseen: Names) -> None:
    reads = unseen["read_digits"]

    def refusing(images: Any) -> Any:
        assert len(images) > 5
        return reads(images)

    failed = judged("unseen_images", unseen | {"read_digits": refusing})
    assert "own" in failed
    assert "AssertionError" in failed["own"]


def test_one_mistake_not_shown(judged: Any, unseen: Names, shown: list[Figure], data: Any) -> None:
    shown[0].axes[4].images[0].set_data(data.test.images[0])
    failed = judged("unseen_images", unseen, shown)
    assert failed.keys() == {"figure"}
    assert (
        f"9 images were drawn; not among them are the test images at {unseen['worst_mistakes'][4]}: "
        in (failed["figure"])
    )


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda images: np.zeros((len(images), 10)), "returns shape (400, 10)"),
        (lambda images: np.full(len(images), 11), "For 400 of 400 new images"),
        (lambda images: np.full(len(images), 0.91), "numbers with decimals, such as 0.91"),
        (lambda images: None, "does nothing yet"),
        (lambda: 3, "raised TypeError"),
        (3, "is not a function"),
    ],
)
def test_a_function_that_does_not_read(
    judged: Any, unseen: Names, shown: list[Figure], function: Any, said: str
) -> None:
    failed = judged("unseen_images", unseen | {"read_digits": function}, shown)
    assert failed.keys() == {"function"}
    assert said in failed["function"]


def _own(unseen: Names, data: Dataset) -> dict[str, tuple[Names, str]]:
    own = unseen["own_images"]
    return {
        "floats": ({"own_images": own / 255}, "holds float64"),
        "a channel": ({"own_images": own[..., None]}, "has shape (2, 28, 28, 1)"),
        "one alone": ({"own_images": own[:1], "own_digits": [1]}, "a single image"),
        "blank": ({"own_images": own * 0}, "blank"),
        "from the data": ({"own_images": data.test.images[:2]}, "unchanged from the data"),
        "too few digits": ({"own_digits": [1]}, "`own_digits` holds 1 digits, `own_images` 2 images"),
        "no digits": ({"own_digits": [1, 12]}, "one digit from 0 to 9"),
        "as they were meant": (
            {"own_digits": (unseen["own_digits"] + [0, 1]) % 10},
            "`read_digits` reads a",
        ),
    }


@pytest.mark.parametrize("kind", ["floats", "a channel", "one alone", "blank", "from the data",
                                  "too few digits", "no digits", "as they were meant"])  # fmt: skip
def test_images_that_are_not_ones_own(
    judged: Any, unseen: Names, shown: list[Figure], data: Any, kind: str
) -> None:
    change, said = _own(unseen, data)[kind]
    failed = judged("unseen_images", unseen | change, shown)
    assert failed.keys() == {"own"}
    assert said in failed["own"]
