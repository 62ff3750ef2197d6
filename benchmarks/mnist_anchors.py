"""The tables of `make bench-mnist`: test errors beside the documents' and the aims, and what made them.

Errors are per cent of the test images. Whatever is incomplete says so; nothing here trains.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean, median

from benchmarks.mnist_ablations import INGREDIENTS, Ingredient, ablated, control_of
from benchmarks.mnist_plan import ABLATED, DOCUMENTED, TUNED, Planned
from reference.models import Variant
from reference.training import Run, Status

#: Every stored run of a network, failed ones too, by its name.
Runs = Mapping[str, Sequence[Run]]

#: The documents' test error after ten epochs at batch 200, and how far a mean may lie from it.
ANCHORS = {"mlp_784": (1.75, 0.5), "simple_cnn": (1.15, 0.3), "larger_cnn": (0.70, 0.3)}
#: What the documents report otherwise, which is quoted and not repeated.
QUOTED = {"dropout_cnn_flip": "3.55 after 150 epochs"}
#: The highest mean test error that a tuned network is to have.
AIMS = {"mlp_784_tuned": 1.45, "simple_cnn_tuned": 0.80, "larger_cnn_tuned": 0.55, "dropout_cnn_tuned": 0.45}

_COLUMNS = (
    "network", "seeds", "test error (%)", "lowest to highest", "in the documents", "aim", "parameters",
    "seconds",
)  # fmt: skip
_ABLATION_COLUMNS = ("network", "test error (%)", "instead of", "difference")
_ROUNDING = 1e-9  # of a mean that lies exactly on its bound


def report(runs: Runs) -> Iterator[str]:
    """All lines, as Markdown."""
    yield from _head(_COLUMNS)
    yield from (row(planned, runs.get(planned.name, ())) for planned in (*DOCUMENTED, *TUNED))
    for tuned in ABLATED:
        yield ""
        yield from ablation_table(tuned, runs)
        yield ""
        yield from ablation_in_words(tuned, runs)


def missed(runs: Runs) -> list[str]:
    """The networks, all of whose seeds are there, whose mean error is not what the documents report."""
    planned = {each.name: each.seeds for each in DOCUMENTED}
    found = {name: errors(runs.get(name, ())) for name in ANCHORS}
    whole = {name: own for name, own in found.items() if len(own) == planned[name]}
    return [name for name, own in whole.items() if _is_far(fmean(own), *ANCHORS[name])]


def _is_far(mean: float, anchor: float, slack: float) -> bool:
    return abs(mean - anchor) > slack + _ROUNDING


def errors(runs: Sequence[Run]) -> list[float]:
    """Test errors in per cent of the runs that trained."""
    return [100 * (1 - run.test_accuracy) for run in runs if run.status is Status.TRAINED]


def row(planned: Planned, runs: Sequence[Run]) -> str:
    own = errors(runs)
    trained = [run for run in runs if run.status is Status.TRAINED]
    measured = ("", "", "", "")
    if own:
        measured = (
            f"{fmean(own):.2f}",
            f"{min(own):.2f} to {max(own):.2f}" if len(own) > 1 else "",
            f"{trained[0].parameters:,}",
            f"{median(run.seconds for run in trained):.0f}",
        )
    mean, spread, parameters, seconds = measured
    cells = (f"`{planned.name}`", _seeds(planned, runs), mean, spread, _documents(planned.name))
    return _line(*cells, _aim(planned, own), parameters, seconds)


def _head(columns: Sequence[str]) -> tuple[str, str]:
    return _line(*columns), f"|{'---|' * len(columns)}"


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _seeds(planned: Planned, runs: Sequence[Run]) -> str:
    failed = sum(run.status is Status.FAILED for run in runs)
    trained = len(runs) - failed
    counted = f"{trained}" if trained == planned.seeds else f"{trained} of {planned.seeds}"
    if failed:
        counted += f", {failed} failed"
    return counted if len(runs) == planned.seeds else f"{counted} so far"


def _documents(name: str) -> str:
    return f"{ANCHORS[name][0]:.2f}" if name in ANCHORS else QUOTED.get(name, "")


def _aim(planned: Planned, own: Sequence[float]) -> str:
    aim = AIMS.get(planned.name)
    if aim is None:
        return ""
    if not own:
        return f"{aim:.2f}"
    reached = "reached" if fmean(own) <= aim + _ROUNDING else "not reached"
    return f"{aim:.2f}, {reached}{'' if len(own) == planned.seeds else ' so far'}"


def ablation_table(tuned: Variant, runs: Runs) -> Iterator[str]:
    """One seed of the network without each ingredient, beside the same seed of the whole."""
    yield from _head(_ABLATION_COLUMNS)
    whole = _first_error(runs, tuned.name)
    for ingredient in INGREDIENTS:
        name = ablated(tuned, ingredient).name
        error = _first_error(runs, name)
        yield _line(f"`{name}`", _shown(error), _shown(whole), _difference(error, whole))


def _shown(error: float | None) -> str:
    return "not trained yet" if error is None else f"{error:.2f}"


def _difference(error: float | None, whole: float | None) -> str:
    if error is None or whole is None:
        return ""
    return f"{round(error - whole, 2) + 0.0:+.2f}"  # the sum, since a rounded zero may be a negative one


def ablation_in_words(tuned: Variant, runs: Runs) -> Iterator[str]:
    """A sentence on each ingredient, and before them one on what made the difference."""
    whole = _first_error(runs, tuned.name)
    lost = {each: _lost(tuned, each, runs) for each in INGREDIENTS}
    if whole is None or all(points is None for points in lost.values()):
        yield f"`{tuned.name}`: nothing to compare yet."
        return
    spread = _spread(errors(runs[tuned.name]))
    yield _what_made_it(tuned, runs, lost, spread)
    for ingredient, points in lost.items():
        if points is not None:
            yield f"- {_sentence(ingredient, whole, points, spread)}"


def _what_made_it(
    tuned: Variant, runs: Runs, lost: Mapping[Ingredient, float | None], spread: float | None
) -> str:
    measured = {each.name: points for each, points in lost.items() if points is not None}
    marked = {name: points for name, points in measured.items() if _stands_out(points, spread)}
    helped = _ranked({name: points for name, points in marked.items() if points > 0})
    harmed = _ranked({name: -points for name, points in marked.items() if points < 0})
    told = [f"what made the difference, by one seed: {helped}"] if helped else []
    told += [f"better without: {harmed}"] if harmed else []
    told = told or ["no ingredient alone makes more of a difference than seeds do, as far as is known"]
    left = len(lost) - len(measured)
    waits = f" Still to come: {left} of {len(lost)}." if left else ""
    return f"`{tuned.name}`{_from_where(tuned, runs)}: {'; '.join(told)}.{waits}"


def _stands_out(points: float, spread: float | None) -> bool:
    """Whether a difference is larger than what seeds alone make; never so where that is unknown."""
    return spread is not None and abs(points) > spread + _ROUNDING


def _ranked(points: Mapping[str, float]) -> str:
    """The largest first."""
    return ", ".join(
        f"{name} ({points[name]:.2f} points)" for name in sorted(points, key=lambda n: -points[n])
    )


def _from_where(tuned: Variant, runs: Runs) -> str:
    """What both trainings come to, once there are runs of both."""
    control = control_of(tuned)
    before, after = (errors(runs.get(name, ())) for name in (control.name, tuned.name))
    if not before or not after:
        return ""
    return f" has {fmean(after):.2f} % in the mean, `{control.name}` {fmean(before):.2f} %"


def _sentence(ingredient: Ingredient, whole: float, points: float, spread: float | None) -> str:
    """What became of the error, and whether that is more than seeds do."""
    change = (
        f"{abs(points):.2f} points {'more' if points > 0 else 'less'}" if round(points, 2) else "the same"
    )
    told = f"{ingredient.without}: {whole + points:.2f} % instead of {whole:.2f} %, {change}"
    if spread is None:
        return f"{told}; how far its seeds alone lie apart is not known yet."
    apart = f"{spread:.2f} points"
    if not _stands_out(points, spread):
        return f"{told}; its seeds alone lie {apart} apart, so this cannot be told from noise."
    return f"{told}; that is further than its seeds lie apart ({apart})."


def _lost(tuned: Variant, ingredient: Ingredient, runs: Runs) -> float | None:
    """How many points of error more the same seed has without the ingredient; None where one is missing."""
    whole, without = (_first_error(runs, n) for n in (tuned.name, ablated(tuned, ingredient).name))
    return None if whole is None or without is None else without - whole


def _first_error(runs: Runs, name: str) -> float | None:
    """Of seed 0, the one that every ablation has."""
    return next(iter(errors([run for run in runs.get(name, ()) if run.seed == 0])), None)


def _spread(own: Sequence[float]) -> float | None:
    """From the lowest to the highest error of a network's seeds; None for fewer than two."""
    return max(own) - min(own) if len(own) > 1 else None
