"""`make bench-mnist`: goes on where it was stopped, and says of its tables what is not there yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from functools import reduce
from pathlib import Path

import pytest

from benchmarks import mnist_training
from benchmarks.mnist_ablations import INGREDIENTS, Ingredient, ablated, control_of
from benchmarks.mnist_anchors import ablation_in_words, ablation_table, missed, report, row
from benchmarks.mnist_plan import ABLATED, ABLATIONS, ALL, DOCUMENTED, TUNED, chosen, tasks
from reference.models import VARIANTS, Variant, digest
from reference.runner import Task
from reference.training import Run, Status

MLP = ABLATED[0]
PLANNED = {planned.name: planned for planned in ALL}
AVERAGING = f"{MLP.name}-without-averaging"
Asked = list[tuple[str, int]]


def _run(name: str, seed: int = 0, error: float = 0.9) -> Run:
    """A run that trained, with so many per cent of the test images wrong."""
    accuracy = 1 - error / 100
    return Run(name, "small", seed, Status.TRAINED, 10, 90.0, "", 623_290, 0.99, accuracy, 0.9, 0.05)


def _failed(name: str, seed: int) -> Run:
    return Run(name, "small", seed, Status.FAILED, 10, 1.0, "ValueError: no")


def _runs(name: str, *errors: float) -> tuple[Run, ...]:
    return tuple(_run(name, seed, error) for seed, error in enumerate(errors))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Which trainings were asked for: in place of them come runs with an error of 0.90 %."""
    told: Asked = []
    _train_until(monkeypatch, told, 10**9)
    return told


def _train_until(monkeypatch: pytest.MonkeyPatch, asked: Asked, stopped_after: int) -> None:
    def train_all(tasks: Sequence[Task], *_: object) -> Iterator[Run]:
        for number, task in enumerate(tasks):
            if number == stopped_after:
                raise KeyboardInterrupt
            asked.append((task.variant.name, task.seed))
            yield _run(task.variant.name, task.seed)

    monkeypatch.setattr(mnist_training, "train_all", train_all)


def _bench(out: Path, data: Path, *more: str) -> int:
    return mnist_training.main(["--dataset", str(data), "--out", str(out), *more])


def test_stopped_it_tells_what_is_there_and_goes_on_from_there(
    tmp_path: Path, small_npz: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first: Asked = []
    _train_until(monkeypatch, first, 6)
    assert _bench(tmp_path, small_npz, "--only", "*cnn") == 130
    assert first == [(name, seed) for seed in (0, 1) for name in ("simple_cnn", "larger_cnn", "dropout_cnn")]
    assert "| `simple_cnn` | 2 of 5 so far | 0.90 |" in capsys.readouterr().out

    then: Asked = []
    _train_until(monkeypatch, then, 10**9)
    assert _bench(tmp_path, small_npz, "--only", "*cnn") == 0
    assert len(then) == 7
    assert not set(first) & set(then)
    assert "| `simple_cnn` | 5 | 0.90 |" in capsys.readouterr().out


def test_networks_that_only_the_benchmark_knows_are_kept_and_told(
    tmp_path: Path, small_npz: Path, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert _bench(tmp_path, small_npz, "--only", "mlp_784_tuned*") == 0
    assert sorted(asked) == sorted(
        [*((MLP.name, seed) for seed in range(3)), *((ablated(MLP, each).name, 0) for each in INGREDIENTS)]
    )
    assert f"| `{AVERAGING}` | 0.90 | 0.90 | +0.00 |" in capsys.readouterr().out


def test_ends_with_1_where_a_network_misses_the_documents(
    tmp_path: Path, small_npz: Path, asked: Asked
) -> None:
    assert _bench(tmp_path, small_npz, "--only", "mlp_784") == 1, "0.90 % is too far from 1.75 %"
    assert len(asked) == 5


def test_a_name_that_nothing_has_is_refused_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        _bench(tmp_path / "out", tmp_path / "absent.npz", "--only", "vgg*")
    assert "nothing matches 'vgg*'; there are logistic_regression, mlp_784," in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_plan_is_what_was_asked_for() -> None:
    seeds = {planned.name: planned.seeds for planned in (*DOCUMENTED, *TUNED)}
    assert seeds == {
        "logistic_regression": 1, "mlp_784": 5, "simple_cnn": 5, "larger_cnn": 5, "lenet5": 3,
        "dropout_cnn": 3, "dropout_cnn_flip": 3, "mlp_784_tuned": 3, "simple_cnn_tuned": 3,
        "larger_cnn_tuned": 3, "dropout_cnn_tuned": 3,
    }  # fmt: skip
    assert {planned.seeds for planned in ABLATIONS} == {1}
    assert {tuned.name for tuned in ABLATED} == {"mlp_784_tuned", "larger_cnn_tuned"}


def test_stopping_early_leaves_as_many_seeds_of_each_network() -> None:
    order = [(task.variant.name, task.seed) for task in tasks(ALL)]
    assert len(order) == len(set(order)) == sum(planned.seeds for planned in ALL)
    documented, tuned = (sum(each.seeds for each in group) for group in (DOCUMENTED, TUNED))
    assert [seed for _, seed in order[documented : documented + tuned]] == [0] * 4 + [1] * 4 + [2] * 4
    assert [name for name, _ in order[documented + tuned :]] == [planned.name for planned in ABLATIONS]
    assert [planned.name for planned in chosen("larger_cnn*")][:2] == ["larger_cnn", "larger_cnn_tuned"]


@pytest.mark.parametrize("tuned", ABLATED, ids=lambda tuned: str(tuned.name))
@pytest.mark.parametrize("ingredient", INGREDIENTS, ids=lambda ingredient: str(ingredient.name))
def test_an_ablation_leaves_out_exactly_one_thing(tuned: Variant, ingredient: Ingredient) -> None:
    network = ablated(tuned, ingredient)
    assert network.name not in VARIANTS
    assert network.control == tuned.name
    assert len(_differences(network, tuned)) == 1
    assert digest(network) != digest(replace(tuned, name=network.name, about=network.about))


@pytest.mark.parametrize("tuned", ABLATED, ids=lambda tuned: str(tuned.name))
def test_what_is_left_out_one_after_the_other_is_all_that_the_control_lacks(tuned: Variant) -> None:
    control = control_of(tuned)
    assert not _differences(
        reduce(lambda left, each: each.leave_out(left, control), INGREDIENTS, tuned), control
    )
    assert (control.epochs, control.batch_size) == (10, 200), "which the ingredients' words say"


def test_a_row_has_what_was_measured_beside_the_documents_and_the_aim() -> None:
    runs = _runs("mlp_784", 1.8, 2.0, 1.9, 1.7, 2.1)
    assert row(PLANNED["mlp_784"], runs) == "| `mlp_784` | 5 | 1.90 | 1.70 to 2.10 | 1.75 |  | 623,290 | 90 |"
    assert "| 3.55 after 150 epochs |" in row(PLANNED["dropout_cnn_flip"], ())
    assert row(PLANNED["mlp_784_tuned"], ()) == "| `mlp_784_tuned` | 0 of 3 so far |  |  |  | 1.45 |  |  |"


@pytest.mark.parametrize(
    ("errors", "seeds", "aim"),
    [
        ((1.4, 1.5, 1.45), "3", "1.45, reached"),
        ((1.4, 1.5, 1.46), "3", "1.45, not reached"),
        ((1.4,), "1 of 3 so far", "1.45, reached so far"),
        ((1.6, 1.5), "2 of 3 so far", "1.45, not reached so far"),
    ],
)
def test_whether_an_aim_is_reached_is_said_with_how_many_seeds(
    errors: tuple[float, ...], seeds: str, aim: str
) -> None:
    cells = row(PLANNED["mlp_784_tuned"], _runs("mlp_784_tuned", *errors)).split(" | ")
    assert (cells[1], cells[5]) == (seeds, aim)


def test_failed_runs_are_counted_and_not_averaged() -> None:
    runs = (*_runs("lenet5", 1.0, 3.0), _failed("lenet5", 2))
    assert row(PLANNED["lenet5"], runs).startswith("| `lenet5` | 2 of 3, 1 failed | 2.00 | 1.00 to 3.00 |")


def test_what_the_documents_report_is_missed_only_by_all_seeds_together() -> None:
    assert missed({"larger_cnn": _runs("larger_cnn", 0.9, 1.0, 1.0, 1.0, 1.1)}) == []
    assert missed({"larger_cnn": _runs("larger_cnn", 0.9, 1.0, 1.1, 1.1, 1.1)}) == ["larger_cnn"]
    assert missed({"larger_cnn": _runs("larger_cnn", 9.0)}) == []


MEASURED = {
    "mlp_784": _runs("mlp_784", 1.9, 2.0),
    MLP.name: _runs(MLP.name, 1.2, 1.1, 1.15),
    f"{MLP.name}-without-augmentation": _runs("a", 1.7),
    AVERAGING: _runs("b", 1.25),
    f"{MLP.name}-without-smoothing": _runs("c", 1.1),
    f"{MLP.name}-without-schedule": _runs("d", 1.1999),
    f"{MLP.name}-without-long-training": _runs("e", 1.4),
}


def test_an_ablation_is_held_against_the_same_seed_of_the_whole() -> None:
    lines = list(ablation_table(MLP, MEASURED))
    assert f"| `{AVERAGING}` | 1.25 | 1.20 | +0.05 |" in lines
    assert f"| `{MLP.name}-without-schedule` | 1.20 | 1.20 | +0.00 |" in lines
    assert f"| `{MLP.name}-without-small-batches` | not trained yet | 1.20 |  |" in lines


def test_the_sentences_say_what_made_the_difference_and_what_may_be_noise() -> None:
    first, *others = ablation_in_words(MLP, MEASURED)
    assert first == (
        "`mlp_784_tuned` has 1.15 % in the mean, `mlp_784` 1.95 %: what made the difference, by one seed: "
        "augmentation (0.50 points), long-training (0.20 points). "
        "Still to come: 1 of 6."
    )
    noise = "its seeds alone lie 0.10 points apart, so this cannot be told from noise."
    assert others == [
        "- without moved images: 1.70 % instead of 1.20 %, 0.50 points more; that is further than its seeds "
        "lie apart (0.10 points).",
        f"- without a learning-rate schedule: 1.20 % instead of 1.20 %, the same; {noise}",
        f"- without weight averaging: 1.25 % instead of 1.20 %, 0.05 points more; {noise}",
        f"- without label smoothing: 1.10 % instead of 1.20 %, 0.10 points less; {noise}",
        "- in the documents' ten epochs: 1.40 % instead of 1.20 %, 0.20 points more; that is further than "
        "its seeds lie apart (0.10 points).",
    ]


def test_what_a_network_is_better_without_is_said_as_well() -> None:
    first = next(ablation_in_words(MLP, MEASURED | {AVERAGING: _runs("b", 0.8)}))
    assert "long-training (0.20 points); better without: averaging (0.40 points)." in first


def test_with_one_seed_nothing_is_said_to_make_a_difference() -> None:
    first, *others = ablation_in_words(MLP, MEASURED | {MLP.name: _runs(MLP.name, 1.2)})
    assert "no ingredient alone makes more of a difference than seeds do, as far as is known" in first
    assert all("how far its seeds alone lie apart is not known yet" in told for told in others)


def test_before_anything_is_trained_the_tables_say_so() -> None:
    lines = list(report({}))
    assert sum("0 of " in line for line in lines) == len(DOCUMENTED) + len(TUNED)
    assert lines.count("`larger_cnn_tuned`: nothing to compare yet.") == 1


def _differences(one: Variant, other: Variant) -> set[str]:
    """Which fields of training differ, those of the recipe by themselves."""
    told = {"name", "about", "control", "permitted", "lesson", "recipe"}
    names = {field.name for field in fields(Variant)} - told
    parts = {field.name for field in fields(one.recipe)}
    differing = {name for name in names if getattr(one, name) != getattr(other, name)}
    return differing | {name for name in parts if getattr(one.recipe, name) != getattr(other.recipe, name)}
