"""What `make bench-mnist` trains: which networks, how often, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from benchmarks.mnist_ablations import INGREDIENTS, ablated
from reference.models import BASELINE, VARIANTS, Declared, Variant
from reference.runner import Task


@dataclass(frozen=True)
class Planned:
    """One network with the seeds 0 to `seeds` - 1."""

    variant: Declared
    seeds: int

    @property
    def name(self) -> str:
        return self.variant.name


def _declared(seeds: int, *names: str) -> tuple[Planned, ...]:
    return tuple(Planned(VARIANTS[name], seeds) for name in names)


def _tuned(name: str) -> Variant:
    variant = VARIANTS[name]
    assert isinstance(variant, Variant)
    return variant


#: As the documents train them, in the order of the table.
DOCUMENTED = (
    *_declared(1, BASELINE),
    *_declared(5, "mlp_784", "simple_cnn", "larger_cnn"),
    *_declared(3, "lenet5", "dropout_cnn", "dropout_cnn_flip"),
)
TUNED = _declared(3, "mlp_784_tuned", "simple_cnn_tuned", "larger_cnn_tuned", "dropout_cnn_tuned")
ABLATED = tuple(_tuned(name) for name in ("mlp_784_tuned", "larger_cnn_tuned"))
ABLATIONS = tuple(Planned(ablated(tuned, each), 1) for tuned in ABLATED for each in INGREDIENTS)
ALL = (*DOCUMENTED, *TUNED, *ABLATIONS)


def chosen(glob: str) -> tuple[Planned, ...]:
    """Those whose name matches; ValueError, with all names, where none does."""
    found = tuple(planned for planned in ALL if fnmatchcase(planned.name, glob))
    if not found:
        raise ValueError(f"nothing matches {glob!r}; there are {', '.join(each.name for each in ALL)}")
    return found


def tasks(planned: Sequence[Planned]) -> tuple[Task, ...]:
    """The documents' networks first; in a group seed after seed, so that stopping leaves as many of each."""
    groups = ([each for each in planned if each in group] for group in (DOCUMENTED, TUNED, ABLATIONS))
    return tuple(task for group in groups for task in _by_seed(group))


def _by_seed(group: Sequence[Planned]) -> Iterator[Task]:
    for seed in range(max((each.seeds for each in group), default=0)):
        yield from (Task(each.variant, seed) for each in group if seed < each.seeds)
