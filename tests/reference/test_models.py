"""The declared variants: all there, each with its control, chosen by name."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, fields, replace
from typing import Any

import pytest

from reference.models import (
    BASELINE,
    VARIANTS,
    Baseline,
    Layer,
    Permitted,
    UnknownVariant,
    Variant,
    digest,
    select,
)
from reference.recipes import CosineDecay, Recipe

COURSE = [
    "logistic_regression", "dense_128_relu", "dense_16", "dense_32", "dense_64", "dense_256", "dense_512",
    "dense_sigmoid", "dense_tanh", "no_flatten", "no_flatten_repaired", "sgd", "rmsprop", "epochs_1",
    "epochs_5", "epochs_20", "deeper", "no_normalisation", "outputs_5", "outputs_9", "outputs_11",
    "outputs_20", "mlp_784", "simple_cnn", "larger_cnn", "lenet5", "lenet5_unpadded", "dropout_cnn",
    "dropout_cnn_flip", "augmented", "augmented_flip", "permuted_mlp", "permuted_cnn",
]  # fmt: skip
TUNED = ["mlp_784_tuned", "simple_cnn_tuned", "larger_cnn_tuned", "dropout_cnn_tuned"]
CONVOLUTIONAL = {
    "simple_cnn",
    "larger_cnn",
    "lenet5",
    "lenet5_unpadded",
    "dropout_cnn",
    "dropout_cnn_flip",
    "augmented",
    "augmented_flip",
    "permuted_cnn",
}
NETWORKS = {name: v for name, v in VARIANTS.items() if isinstance(v, Variant)}


@pytest.mark.parametrize("name", [*COURSE, *TUNED])
def test_the_course_has_its_variants(name: str) -> None:
    assert VARIANTS[name].name == name
    assert VARIANTS[name].about


def test_the_baseline_declares_how_it_is_fitted() -> None:
    baseline = VARIANTS[BASELINE]
    assert isinstance(baseline, Baseline)
    assert baseline.inverse_regularisation > 0
    assert baseline.max_iterations > 0
    assert [v.name for v in VARIANTS.values() if isinstance(v, Baseline)] == [BASELINE]


def test_every_control_exists() -> None:
    controls = {name: variant.control for name, variant in VARIANTS.items() if variant.control is not None}
    assert not {c for c in controls.values() if c not in NETWORKS}
    assert not {name for name, control in controls.items() if control == name}
    assert set(VARIANTS) - set(controls) == {BASELINE, "dense_128_relu"}


@pytest.mark.parametrize(
    ("name", "control"),
    [
        ("dense_tanh", "dense_128_relu"),
        ("no_normalisation", "dense_128_relu"),
        ("permuted_cnn", "simple_cnn"),
        ("permuted_mlp", "mlp_784"),
        ("augmented_flip", "augmented"),
        ("dropout_cnn_flip", "dropout_cnn"),
    ],
)
def test_a_variant_is_compared_with_what_it_changes(name: str, control: str) -> None:
    assert VARIANTS[name].control == control


def test_a_control_differs_in_one_respect_only() -> None:
    control = NETWORKS["dense_128_relu"]
    told = {"name", "about", "control", "permitted"}
    for name in ("sgd", "rmsprop", "epochs_1", "epochs_20", "no_normalisation", "deeper", "outputs_11"):
        changed = {
            f.name for f in fields(Variant) if getattr(NETWORKS[name], f.name) != getattr(control, f.name)
        }
        assert len(changed - told) == 1, name


def test_small_training_sets_get_small_batches() -> None:
    mlp, small = NETWORKS["mlp_784"], replace(NETWORKS["mlp_784"], batch_size=16)
    assert [mlp.batch_size_for(images) for images in (1437, 9_999, 10_000, 60_000)] == [32, 32, 200, 200]
    assert [small.batch_size_for(images) for images in (1437, 60_000)] == [16, 16]


def test_dense_means_fully_connected_alone() -> None:
    assert {name for name, v in VARIANTS.items() if not v.dense} == CONVOLUTIONAL | {BASELINE, *TUNED}


@pytest.mark.parametrize("name", TUNED)
def test_a_tuned_variant_is_its_control_with_layers_that_act_in_training_alone(name: str) -> None:
    tuned, control = NETWORKS[name], NETWORKS[name.removesuffix("_tuned")]
    assert tuned.control == control.name
    kept = [layer for layer in tuned.layers if not layer.kind.startswith("Random")]
    assert [layer for layer in kept if layer.kind != "Reshape"] == [
        layer for layer in control.layers if layer.kind != "Reshape"
    ]
    assert len(kept) < len(tuned.layers)
    assert tuned.epochs > control.epochs


def test_what_is_tuned_says_so_in_its_name() -> None:
    assert [name for name, v in VARIANTS.items() if v.tuned] == TUNED
    assert [name for name in VARIANTS if name.endswith("tuned")] == TUNED


@pytest.mark.parametrize(
    ("globs", "names"),
    [
        ("sgd", ["sgd"]),
        ("epochs_*", ["epochs_1", "epochs_5", "epochs_20"]),
        ("rmsprop, sgd", ["sgd", "rmsprop"]),
        ("sgd,s*", ["sgd", "simple_cnn"]),
        ("outputs_?", ["outputs_5", "outputs_9"]),
        (" ,lenet5,", ["lenet5"]),
        ("dense", [name for name in COURSE if name not in CONVOLUTIONAL | {BASELINE}]),
        ("dense,logistic_regression", [name for name in COURSE if name not in CONVOLUTIONAL]),
        ("simple*", ["simple_cnn"]),
        ("larger_cnn_tuned", ["larger_cnn_tuned"]),
        ("*_tuned", TUNED),
        ("mlp*,*cnn_tuned", ["mlp_784", *TUNED[1:]]),
    ],
)
def test_selection_is_by_glob_in_course_order(globs: str, names: list[str]) -> None:
    assert [variant.name for variant in select(globs)] == names


def test_a_star_selects_all_but_those_that_take_hours() -> None:
    assert [variant.name for variant in select("*")] == COURSE
    assert select("*,*tuned") == tuple(VARIANTS.values())


@pytest.mark.parametrize(
    ("globs", "part"), [("sgd,vgg*", "'vgg*'"), ("SGD", "'SGD'"), ("", "''"), (",", "','")]
)
def test_unknown_variant_lists_those_there_are(globs: str, part: str) -> None:
    with pytest.raises(UnknownVariant) as caught:
        select(globs)
    message = str(caught.value)
    assert f"no variant matches {part}; there are " in message
    assert all(name in message for name in VARIANTS)


def test_equal_declarations_have_equal_digests() -> None:
    assert digest(replace(NETWORKS["sgd"])) == digest(NETWORKS["sgd"])
    assert len({digest(variant) for variant in VARIANTS.values()}) == len(VARIANTS)


TRAINED = [field.name for field in fields(Variant) if field.name not in ("permitted", "lesson")]


@pytest.mark.parametrize("field", TRAINED)
def test_a_variant_changed_in_any_field_has_another_digest(field: str) -> None:
    variant = NETWORKS["dense_128_relu"]
    changed = replace(variant, **{field: _changed(getattr(variant, field))})
    assert digest(changed) != digest(variant)


def test_what_is_permitted_or_said_does_not_have_stored_runs_trained_anew() -> None:
    variant = NETWORKS["dense_128_relu"]
    assert digest(replace(variant, permitted=Permitted(epochs=(1, 2)))) == digest(variant)
    assert digest(replace(variant, lesson="Another sentence.")) == digest(variant)


def test_a_plain_recipe_leaves_digests_as_they_were_before_there_were_recipes() -> None:
    content = {k: v for k, v in asdict(NETWORKS["sgd"]).items() if k not in ("permitted", "lesson", "recipe")}
    before = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    assert digest(NETWORKS["sgd"]) == digest(replace(NETWORKS["sgd"], recipe=Recipe())) == before


@pytest.mark.parametrize(
    "recipe", [Recipe(CosineDecay(0.001)), Recipe(ema_momentum=0.9), Recipe(label_smoothing=0.1)]
)
def test_every_part_of_a_recipe_counts(recipe: Recipe) -> None:
    variant = replace(NETWORKS["sgd"], recipe=recipe)
    assert len({digest(variant), digest(NETWORKS["sgd"])}) == 2
    if recipe.learning_rate:
        warmer = replace(recipe, learning_rate=replace(recipe.learning_rate, warmup=0.1))
        assert digest(replace(variant, recipe=warmer)) != digest(variant)


@pytest.mark.parametrize("field", ["name", "about", "inverse_regularisation", "max_iterations", "tolerance"])
def test_a_baseline_changed_in_any_field_has_another_digest(field: str) -> None:
    baseline = VARIANTS[BASELINE]
    changed = replace(baseline, **{field: _changed(getattr(baseline, field))})
    assert digest(changed) != digest(baseline)


def test_a_changed_layer_changes_the_digest() -> None:
    plain = Variant("v", "", (Layer("Dense", (("units", 3),)),))
    wider = Variant("v", "", (Layer("Dense", (("units", 4),)),))
    assert digest(plain) != digest(wider)


def _changed(value: object) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value * 2
        case str():
            return f"{value}x"
        case tuple():
            return (*value, Layer("Flatten"))
        case Recipe():
            return replace(value, label_smoothing=0.1)
        case None:
            return 1
    raise AssertionError(f"no other value for {value!r}")
