"""`optimisers`, `epochs`, `without_normalisation`: right in any style, and each near miss by its name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from msgspec.structs import replace as with_facts

from autograder.networks.losses import cross_entropy

Names = dict[str, Any]


def _table(models: dict[Any, Any], data: Any, key: str, **columns: Any) -> pd.DataFrame:
    rows = [{key: name, "test_accuracy": model.accuracy(data)} for name, model in models.items()]
    return pd.DataFrame(rows).assign(**columns)


def _curves(*curves: list[float], legend: bool = True) -> list[Figure]:
    figure = Figure()
    axes = figure.subplots()
    for number, curve in enumerate(curves):
        axes.plot(range(1, len(curve) + 1), curve, label=f"curve {number}")
    if legend:
        axes.legend()
    return [figure]


@pytest.fixture
def optimised(base: Any, data: Any) -> Names:
    models = {
        "adam": base,
        "sgd": base.but(optimiser="sgd", right=0.5, seed=1),
        "rmsprop": base.but(optimiser="rmsprop", seed=2),
    }
    return {
        "optimiser_models": models,
        "optimiser_results": _table(models, data, "optimiser"),
        "sgd_conclusion": "worse",
        "rmsprop_conclusion": "no difference",
    }


def test_right_optimisers_hold(judged: Any, optimised: Names) -> None:
    assert judged("optimisers", optimised) == {}


def test_optimisers_by_the_names_of_their_classes(judged: Any, optimised: Names) -> None:
    models = optimised["optimiser_models"]
    models["sgd"] = models["sgd"].but(optimiser="SGD")
    optimised["optimiser_models"] = dict(zip(["Adam", "SGD", "RMSprop"], models.values(), strict=True))
    assert judged("optimisers", optimised) == {}


def test_a_name_without_its_optimiser(judged: Any, optimised: Names, base: Any) -> None:
    optimised["optimiser_models"]["rmsprop"] = base.but(seed=2)
    failed = judged("optimisers", optimised)
    assert failed.keys() == {"networks", "alike", "sgd", "rmsprop"}
    assert "was compiled with adam, not with rmsprop" in failed["networks"]


@pytest.mark.parametrize("change", [{"updates": 130}, {"hidden": ((64, "relu"),)}])
def test_a_budget_or_a_layer_of_its_own(judged: Any, optimised: Names, change: Any) -> None:
    optimised["optimiser_models"]["sgd"] = optimised["optimiser_models"]["sgd"].but(**change)
    assert judged("optimisers", optimised).keys() == {"alike", "sgd", "rmsprop"}


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        ("mse", "compiled with the loss mse, `optimiser_models[adam]` with sparse_categorical_crossentropy"),
        (None, "compiled with the loss none"),
        ("CategoricalCrossentropy", None),  # labels one-hot: the same loss
    ],
)
def test_a_loss_of_its_own(
    judged: Any, optimised: Names, data: Any, loss: str | None, said: str | None
) -> None:
    sgd = optimised["optimiser_models"]["sgd"]
    settings = with_facts(sgd.settings, loss=loss)
    optimised["optimiser_models"]["sgd"] = sgd.but(changes={"settings": settings})
    failed = judged("optimisers", optimised)
    assert failed.keys() == ({"alike", "sgd", "rmsprop"} if said else set())
    assert said is None or said in failed["alike"]


def test_epochs_are_compared_where_updates_are_not_known(judged: Any, optimised: Names) -> None:
    sgd = optimised["optimiser_models"]["sgd"]
    optimised["optimiser_models"]["sgd"] = sgd.but(updates=None, epochs=7)
    assert "trained for 7 epochs, where 5 were due" in judged("optimisers", optimised)["alike"]


@pytest.mark.parametrize("claim", ["better", "no difference"])
def test_sgd_is_worse_and_nothing_else(judged: Any, optimised: Names, claim: str) -> None:
    assert judged("optimisers", optimised | {"sgd_conclusion": claim}).keys() == {"sgd"}


def test_no_optimiser_by_that_name(judged: Any, optimised: Names) -> None:
    del optimised["optimiser_models"]["rmsprop"]
    assert 'no network under "rmsprop"; it has adam, sgd' in judged("optimisers", optimised)["networks"]


@pytest.fixture
def long(base: Any) -> Any:
    return base.but(epochs=20, updates=4 * 65, right=0.97, seed=3)


@pytest.fixture
def longer(base: Any, long: Any, data: Any) -> Names:
    models = {5: base, 20: long}
    return {
        "epoch_models": models,
        "epoch_results": _table(models, data, "epochs"),
        "best_epoch": 20,
        "long_conclusion": "better",
    }


@pytest.fixture
def drawn(long: Any, data: Any) -> list[Figure]:
    history = long.history(data)
    return _curves(history["loss"], history["val_loss"])


def test_right_epochs_hold(judged: Any, longer: Names, drawn: list[Figure]) -> None:
    assert judged("epochs", longer, drawn) == {}


def test_the_order_of_the_dict_does_not_matter(judged: Any, longer: Names, drawn: list[Figure]) -> None:
    longer["epoch_models"] = dict(reversed(longer["epoch_models"].items()))
    assert judged("epochs", longer, drawn) == {}


@pytest.mark.parametrize(("best", "said"), [(19, "Epochs count from 1"), (0, "1 to 20"), (21, "1 to 20")])
def test_another_epoch_is_not_the_best(
    judged: Any, longer: Names, drawn: list[Figure], best: int, said: str
) -> None:
    failed = judged("epochs", longer | {"best_epoch": best}, drawn)
    assert failed.keys() == {"best"}
    assert said in failed["best"]


def test_the_lowest_validation_loss_may_lie_before_the_end(
    judged: Any, longer: Names, drawn: list[Figure], long: Any, data: Any
) -> None:
    history = long.history(data)
    losses = history["val_loss"]
    history["val_loss"] = (*losses[:11], 0.1, *losses[12:])
    longer["epoch_models"][20] = long.but(changes={"history": history})
    figures = _curves(history["loss"], history["val_loss"])
    assert judged("epochs", longer | {"best_epoch": 12}, figures) == {}
    assert judged("epochs", longer, figures).keys() == {"best"}


def test_never_validated(judged: Any, longer: Names, drawn: list[Figure], long: Any, data: Any) -> None:
    longer["epoch_models"][20] = long.but(changes={"history": {"loss": long.history(data)["loss"]}})
    assert "no val_loss" in judged("epochs", longer, drawn)["best"]


def test_validation_on_other_images_than_the_test_images(
    judged: Any, longer: Names, long: Any, data: Any
) -> None:
    history = long.history(data)
    history["val_loss"] = tuple(loss / 10 for loss in history["val_loss"])
    longer["epoch_models"][20] = long.but(changes={"history": history})
    failed = judged("epochs", longer, _curves(history["loss"], history["val_loss"]))
    assert failed.keys() == {"best"}
    assert "In the last epoch validation reported a loss of" in failed["best"]


def test_one_curve_missing(judged: Any, longer: Names, long: Any, data: Any) -> None:
    failed = judged("epochs", longer, _curves(long.history(data)["loss"]))
    assert failed == {
        "curves": "These curves are not drawn: `epoch_models[20]` (val_loss). "
        "What was drawn: `epoch_models[20]` (loss)."
    }


def test_no_legend(judged: Any, longer: Names, long: Any, data: Any) -> None:
    history = long.history(data)
    figures = _curves(history["loss"], history["val_loss"], legend=False)
    failed = judged("epochs", longer, figures)
    assert failed.keys() == {"curves"}
    assert "2 curves are drawn, and 0 names" in failed["curves"]


def test_long_that_is_not_long(judged: Any, longer: Names, drawn: list[Figure], long: Any) -> None:
    longer["epoch_models"][20] = long.but(epochs=19)
    assert "trained for 19 epochs, and its key says 20" in judged("epochs", longer, drawn)["networks"]


def test_trained_on_from_another_training(judged: Any, longer: Names, drawn: list[Figure], long: Any) -> None:
    """fit called twice on one network: its history tells of the second only, its updates of both."""
    longer["epoch_models"][20] = long.but(updates=5 * 65)
    assert "325 times in training, where 260 were due" in judged("epochs", longer, drawn)["networks"]


def test_one_network_alone(judged: Any, longer: Names, drawn: list[Figure], base: Any) -> None:
    assert (
        "holds a single network" in judged("epochs", longer | {"epoch_models": {5: base}}, drawn)["networks"]
    )


@pytest.fixture
def raw(base: Any) -> Any:
    return base.but(feed="raw", right=0.7, seed=4)


@pytest.fixture
def pixels(base: Any, raw: Any, data: Any) -> Names:
    models = {"normalised": base, "raw": raw}
    return {
        "pixel_models": models,
        "pixel_results": _table(models, data, "pixels", first_loss=2.0),
        "raw_conclusion": "worse",
    }


@pytest.fixture
def losses(base: Any, raw: Any, data: Any) -> list[Figure]:
    return _curves(base.history(data)["loss"], raw.history(data)["loss"])


def test_right_pixels_hold(judged: Any, pixels: Names, losses: list[Figure]) -> None:
    assert judged("without_normalisation", pixels, losses) == {}


def test_normalised_inside_is_normalised(judged: Any, pixels: Names, losses: list[Figure], base: Any) -> None:
    """The base network may scale its pixels itself; the raw one may not."""
    scaled = {"feed": "raw", "extra": ("InputLayer", "Rescaling", "Flatten")}
    pixels["pixel_models"]["normalised"] = base.but(**scaled)
    assert judged("without_normalisation", pixels, losses) == {}
    pixels["pixel_models"]["raw"] = pixels["pixel_models"]["raw"].but(**scaled)
    assert judged("without_normalisation", pixels, losses).keys() == {"networks", "alike", "conclusion"}


def test_raw_that_was_normalised(
    judged: Any, pixels: Names, losses: list[Figure], raw: Any, data: Any
) -> None:
    raw = raw.but(feed="normalise")
    reported = cross_entropy(raw.predicted(data.test, "normalise"), data.test.labels)
    history = raw.history(data) | {"val_loss": (reported,) * 5}
    pixels["pixel_models"]["raw"] = raw.but(changes={"history": history})
    failed = judged("without_normalisation", pixels, losses)
    assert failed.keys() == {"networks", "alike", "conclusion"}
    assert "learnt from normalised pixels" in failed["networks"]


def test_raw_that_was_standardised(
    judged: Any, pixels: Names, losses: list[Figure], raw: Any, data: Any
) -> None:
    """Validation reported a loss that neither raw nor normalised images give."""
    raw = raw.but(feed="normalise")
    history = raw.history(data)
    history["val_loss"] = tuple(loss + 0.1 for loss in history["val_loss"])
    pixels["pixel_models"]["raw"] = raw.but(changes={"history": history})
    assert (
        "fits neither raw nor normalised pixels"
        in judged("without_normalisation", pixels, losses)["networks"]
    )


def test_the_feed_is_known_by_the_loss_too(
    judged: Any, pixels: Names, losses: list[Figure], raw: Any, data: Any
) -> None:
    """Where validation kept no accuracy: the loss that it reported is that of one feed."""
    loss = cross_entropy(raw.predicted(data.test, "raw"), data.test.labels)
    history = {"loss": raw.history(data)["loss"], "val_loss": (loss,)}
    pixels["pixel_models"]["raw"] = raw.but(changes={"history": history})
    assert judged("without_normalisation", pixels, losses) == {}


def test_the_last_loss_for_the_first(judged: Any, pixels: Names, losses: list[Figure]) -> None:
    pixels["pixel_results"]["first_loss"] = 0.4
    failed = judged("without_normalisation", pixels, losses)
    assert failed.keys() == {"losses"}
    assert "0.4 as first_loss of normalised: that is the loss of epoch 5" in failed["losses"]


def test_loss_curves_without_a_legend(judged: Any, pixels: Names, base: Any, raw: Any, data: Any) -> None:
    figures = _curves(base.history(data)["loss"], raw.history(data)["loss"], legend=False)
    assert judged("without_normalisation", pixels, figures).keys() == {"curves"}


def test_measured_on_the_wrong_pixels(judged: Any, pixels: Names, losses: list[Figure]) -> None:
    pixels["pixel_results"].loc[1, "test_accuracy"] = 0.2
    assert judged("without_normalisation", pixels, losses).keys() == {"accuracy"}


def test_raw_cannot_be_called_better(judged: Any, pixels: Names, losses: list[Figure]) -> None:
    failed = judged("without_normalisation", pixels | {"raw_conclusion": "better"}, losses)
    assert failed.keys() == {"conclusion"}
