"""`hidden_units`, `activations`, `architecture`: right in any style, and each near miss by its name."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

Names = dict[str, Any]


def _table(models: dict[Any, Any], data: Any, key: str, **columns: Any) -> pd.DataFrame:
    rows = [{key: name, "test_accuracy": model.accuracy(data)} for name, model in models.items()]
    return pd.DataFrame(rows).assign(**columns)


@pytest.fixture
def widths(base: Any, data: Any) -> Names:
    models = {128: base} | {
        units: base.but(hidden=((units, "relu"),), right=right, seed=units)
        for units, right in ((16, 0.5), (64, 0.85), (512, 0.9))
    }
    counts = [model.parameters for model in models.values()]
    return {
        "hidden_models": models,
        "hidden_results": _table(models, data, "units", parameters=counts),
        "narrow_conclusion": "worse",
        "wide_conclusion": "no difference",
    }


def test_right_widths_hold(judged: Any, widths: Names) -> None:
    assert judged("hidden_units", widths) == {}


def test_columns_in_any_order_with_more_beside_them(judged: Any, widths: Names) -> None:
    table = widths["hidden_results"].rename(columns={"test_accuracy": "Test Accuracy "})
    widths["hidden_results"] = table[table.columns[::-1]].assign(
        units=[str(u) for u in table.units], seconds=3
    )
    assert judged("hidden_units", widths) == {}


def test_keys_as_texts(judged: Any, widths: Names) -> None:
    widths["hidden_models"] = {str(units): model for units, model in widths["hidden_models"].items()}
    assert judged("hidden_units", widths) == {}


def test_a_conclusion_in_capitals(judged: Any, widths: Names) -> None:
    assert judged("hidden_units", widths | {"narrow_conclusion": " Worse."}) == {}


@pytest.mark.parametrize("scale", [100, 1000])
def test_accuracy_in_per_cent(judged: Any, widths: Names, scale: float) -> None:
    widths["hidden_results"]["test_accuracy"] *= scale
    failed = judged("hidden_units", widths)
    assert failed.keys() == {"accuracy"}
    assert "accuracy is a fraction between 0 and 1" in failed["accuracy"]


def test_an_accuracy_of_two_images_more(judged: Any, widths: Names) -> None:
    widths["hidden_results"].loc[1, "test_accuracy"] += 2 / 400
    assert judged("hidden_units", widths).keys() == {"accuracy"}


def test_an_accuracy_rounded_to_three_decimals(judged: Any, widths: Names) -> None:
    widths["hidden_results"]["test_accuracy"] = widths["hidden_results"]["test_accuracy"].round(3)
    assert judged("hidden_units", widths) == {}


def test_a_text_in_the_place_of_a_number(judged: Any, widths: Names) -> None:
    widths["hidden_results"]["parameters"] = "many"
    assert "a number belongs there" in judged("hidden_units", widths)["parameters"]


def test_a_parameter_too_many(judged: Any, widths: Names) -> None:
    widths["hidden_results"]["parameters"] += 1
    assert judged("hidden_units", widths).keys() == {"parameters"}


def test_a_missing_column_is_named_and_costs_what_needs_it(judged: Any, widths: Names) -> None:
    del widths["hidden_results"]["units"]
    failed = judged("hidden_units", widths)
    assert failed.keys() == {"table", "parameters", "accuracy"}
    assert "lacks the column units; it has test_accuracy, parameters" in failed["table"]


def test_a_row_missing(judged: Any, widths: Names) -> None:
    widths["hidden_results"] = widths["hidden_results"].iloc[1:]
    assert "no row for 128" in judged("hidden_units", widths)["table"]


def test_no_table_but_a_dict(judged: Any, widths: Names) -> None:
    widths["hidden_results"] = {"units": 16}
    assert "should be a pandas DataFrame; yours is a dict" in judged("hidden_units", widths)["table"]


def test_a_list_of_networks(judged: Any, widths: Names) -> None:
    widths["hidden_models"] = list(widths["hidden_models"].values())
    assert "should be a dict of networks; yours is a list" in judged("hidden_units", widths)["widths"]


def test_one_network_twice(judged: Any, widths: Names) -> None:
    widths["hidden_models"][64] = widths["hidden_models"][16]
    assert "16 and 64 are one and the same network" in judged("hidden_units", widths)["widths"]


def test_three_widths_are_too_few(judged: Any, widths: Names) -> None:
    del widths["hidden_models"][64]
    failed = judged("hidden_units", widths)
    assert failed.keys() == {"widths", "alike", "narrow", "wide"}


def test_all_widths_on_one_side(judged: Any, widths: Names, base: Any) -> None:
    del widths["hidden_models"][512]
    widths["hidden_models"][32] = base.but(hidden=((32, "relu"),))
    assert "on one side of 128" in judged("hidden_units", widths)["widths"]


def test_the_base_network_missing(judged: Any, widths: Names, base: Any) -> None:
    del widths["hidden_models"][128]
    widths["hidden_models"][32] = base.but(hidden=((32, "relu"),))
    assert '"128"' in judged("hidden_units", widths)["widths"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"optimiser": "sgd"}, "compiled with sgd"),
        ({"updates": 130}, "corrected its weights 130 times"),
        ({"hidden": ((16, "tanh"),)}, "Dense(16, tanh)"),
        ({"outputs": 11}, "Dense(11, softmax)"),
        ({"extra": ("InputLayer", "Flatten", "Dropout")}, "made of Dropout"),
    ],
)
def test_two_things_changed_at_a_time(judged: Any, widths: Names, change: Any, said: str) -> None:
    widths["hidden_models"][16] = widths["hidden_models"][16].but(**change)
    failed = judged("hidden_units", widths)
    assert failed.keys() - {"parameters"} == {"alike", "narrow", "wide"}
    assert said in failed["alike"]


def test_scaling_inside_is_a_matter_of_style(judged: Any, widths: Names) -> None:
    inside = {"extra": ("InputLayer", "Rescaling", "Reshape"), "feed": "raw"}
    widths["hidden_models"][16] = widths["hidden_models"][16].but(**inside)
    assert judged("hidden_units", widths) == {}


def test_a_network_under_the_wrong_key(judged: Any, widths: Names) -> None:
    widths["hidden_models"][16] = widths["hidden_models"][16].but(hidden=((17, "relu"),))
    assert "has 17 hidden units" in judged("hidden_units", widths)["widths"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"settings": None}, "is not compiled yet"),
        ({"history": None}, "has not been trained"),
    ],
)
def test_what_is_no_trained_network_is_named(judged: Any, widths: Names, changes: Any, said: str) -> None:
    broken = widths["hidden_models"][64].but(right=0.1, changes=changes, updates=0)
    widths["hidden_models"][64] = broken
    assert said in judged("hidden_units", widths)["widths"]


def test_what_is_no_network_is_named(judged: Any, widths: Names) -> None:
    widths["hidden_models"][64] = "a network"
    assert "holds under 64 a str, not a Keras model" in judged("hidden_units", widths)["widths"]


def test_a_claim_that_their_own_networks_refute(judged: Any, widths: Names) -> None:
    failed = judged("hidden_units", widths | {"narrow_conclusion": "no difference"})
    assert failed.keys() == {"narrow"}
    assert "Your own networks speak against `narrow_conclusion`" in failed["narrow"]
    assert "larger than the noise" in failed["narrow"]


def test_a_claim_that_calibration_refutes(judged: Any, widths: Names, calibration: Any) -> None:
    calibration(-0.002, 0.002)
    failed = judged("hidden_units", widths | {"wide_conclusion": "better"})
    assert failed.keys() == {"wide"}
    assert "30 different seeds" in failed["wide"]


def test_no_difference_is_refuted_where_calibration_knows_one(
    judged: Any, widths: Names, calibration: Any
) -> None:
    calibration(0.05, 0.08)
    assert judged("hidden_units", widths).keys() == {"wide"}


def test_without_calibration_only_their_own_predictions_refute(judged: Any, widths: Names) -> None:
    assert judged("hidden_units", widths | {"wide_conclusion": "better"}) == {}


def test_the_notebook_looks_at_the_form_of_a_claim_only(judged: Any, widths: Names) -> None:
    assert judged("hidden_units", widths | {"narrow_conclusion": "better"}, local=True) == {}
    failed = judged("hidden_units", widths | {"narrow_conclusion": "slower"}, local=True)
    assert "the options are" in failed["narrow"]


@pytest.fixture
def activated(base: Any, data: Any) -> Names:
    models = {
        "relu": base,
        "sigmoid": base.but(hidden=((128, "sigmoid"),), right=0.6, seed=1),
        "tanh": base.but(hidden=((128, "tanh"),), seed=2),
    }
    return {
        "activation_models": models,
        "activation_results": _table(models, data, "activation"),
        "sigmoid_conclusion": "worse",
        "tanh_conclusion": "no difference",
    }


def test_right_activations_hold_under_any_spelling(judged: Any, activated: Names) -> None:
    assert judged("activations", activated) == {}
    activated["activation_models"] = {k.upper(): m for k, m in activated["activation_models"].items()}
    assert judged("activations", activated) == {}


def test_the_name_alone_makes_no_activation(judged: Any, activated: Names, base: Any) -> None:
    activated["activation_models"]["tanh"] = base.but(seed=5, right=0.9)
    failed = judged("activations", activated)
    assert failed.keys() >= {"networks", "alike", "sigmoid", "tanh"}
    assert "here it should be Dense(128, tanh)" in failed["networks"]


def test_sigmoid_cannot_be_called_better(judged: Any, activated: Names) -> None:
    assert judged("activations", activated | {"sigmoid_conclusion": "better"}).keys() == {"sigmoid"}


@pytest.fixture
def built(base: Any, data: Any) -> Names:
    models = {
        "base": base,
        "deeper": base.but(hidden=((128, "relu"), (64, "relu")), seed=1),
        "other": base.but(hidden=((50, "relu"),), seed=2),
    }
    counts = {
        "hidden_layers": [len(model.hidden) for model in models.values()],
        "parameters": [model.parameters for model in models.values()],
    }
    return {
        "architecture_models": models,
        "architecture_results": _table(models, data, "network", **counts),
        "deeper_conclusion": "no difference",
    }


def test_right_architectures_hold(judged: Any, built: Names) -> None:
    assert judged("architecture", built) == {}


def test_deeper_must_be_deeper(judged: Any, built: Names, base: Any) -> None:
    built["architecture_models"]["deeper"] = base.but(hidden=((256, "relu"),), seed=1)
    failed = judged("architecture", built)
    assert failed.keys() == {"networks", "alike", "counts", "conclusion"}
    assert "`architecture_models[deeper]` is 1" in failed["networks"]


def test_the_same_architecture_twice_is_one(judged: Any, built: Names, base: Any) -> None:
    built["architecture_models"]["other"] = base.but(seed=9)
    assert "holds 2 different architectures" in judged("architecture", built)["networks"]


@pytest.mark.parametrize(
    "change",
    [{"outputs": 20}, {"hidden": ((128, "relu"), (64, "tanh"))}, {"optimiser": "sgd"}, {"updates": 130}],
)
def test_an_architecture_with_another_end_or_training(judged: Any, built: Names, change: Any) -> None:
    built["architecture_models"]["deeper"] = built["architecture_models"]["deeper"].but(**change)
    assert judged("architecture", built).keys() - {"counts"} == {"alike", "conclusion"}


def test_dropout_is_a_second_change(judged: Any, built: Names) -> None:
    dropping = built["architecture_models"]["other"].but(extra=("InputLayer", "Flatten", "Dropout"))
    built["architecture_models"]["other"] = dropping
    assert "is made of Dropout" in judged("architecture", built)["alike"]


def test_layers_miscounted(judged: Any, built: Names) -> None:
    built["architecture_results"]["hidden_layers"] += 1
    assert judged("architecture", built).keys() == {"counts"}


def test_nothing_begun(judged: Any) -> None:
    first, *others = judged("architecture", {}).values()
    assert "build_layers" in first
    assert set(others) == {"not_attempted"}


def test_a_network_that_was_never_trained_leaves_the_table_its_point(
    judged: Any, activated: Names, base: Any
) -> None:
    untrained = base.but(hidden=((128, "tanh"),), right=0.1, updates=0, changes={"history": {}})
    activated["activation_models"]["tanh"] = untrained
    failed = judged("activations", activated)
    assert failed.keys() == {"networks", "alike", "accuracy", "sigmoid", "tanh"}
    assert failed["accuracy"] == "Waits for: A network for sigmoid, one for tanh"
