"""The reference networks of a folder of `autograder train`; those that are missing are trained into it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.errors import PlaygroundError
from autograder.messages import say
from autograder.pipeline.progress import SILENT, Progress
from autograder.playground.networks import PageNetwork, runnable
from autograder.playground.preparation import preparation_of
from reference.datasets import DEFAULT, Dataset, load
from reference.models import Declared, Variant, select
from reference.run_store import Records, Settings
from reference.runner import Task, train_all
from reference.training import Predictions, Run, Status

#: What is worth drawing for: a baseline, what goes wrong without normalising, with five or twenty outputs and
#: with mirrored images, and convolutional networks beside them.
VARIANTS = (
    "logistic_regression,dense_128_relu,no_normalisation,outputs_5,outputs_20,simple_cnn,lenet5,dropout_cnn,"
    "augmented_flip"
)
SEED = 0


@dataclass(frozen=True, eq=False)
class Reference:
    """Networks in course order, what those that are trained say of the test images, and the data."""

    networks: tuple[PageNetwork, ...]
    said: tuple[Predictions, ...]
    dataset: Dataset


def reference_networks(
    folder: Path, variants: str = VARIANTS, jobs: int = 1, progress: Progress[Run] = SILENT
) -> Reference:
    """The first network of each variant, on the folder's data; on `mnist5k` where it has none yet.

    Interrupted, it leaves what was finished, and goes on from there next time. Raises UnknownVariant,
    UnusableFolder, UnusableData.
    """
    chosen, records = select(variants), Records(folder)
    records.expect_room()
    settings = records.settings()
    dataset = load(settings.dataset if settings else DEFAULT, settings.hidden_seed if settings else 0)
    known = chosen if settings else []  # without settings nobody knows of which data the runs are
    runs = {variant.name: run for variant in known if (run := _stored(variant, records)) is not None}
    if left := [variant for variant in chosen if variant.name not in runs]:
        progress.begin(len(chosen), len(runs))
        runs |= {run.variant: run for run in _trained(left, records, dataset, settings, jobs, progress)}
    found = [runs[variant.name] for variant in chosen]
    return Reference(tuple(map(_shown, chosen, found)), tuple(_predictions(found)), dataset)


def _stored(variant: Declared, records: Records) -> Run | None:
    """The run of a variant with its network; None where it trained and its network was not kept."""
    run = records.find(variant, SEED)
    if run is None or run.status is Status.FAILED:
        return run
    network = records.network(variant, SEED)
    return None if network is None else replace(run, network=network)


def _trained(
    left: Sequence[Declared],
    records: Records,
    dataset: Dataset,
    settings: Settings | None,
    jobs: int,
    progress: Progress[Run],
) -> Iterator[Run]:
    """Each of these variants, kept in the folder as it ends."""
    epochs = settings.epochs if settings else None
    hidden_seed = settings.hidden_seed if settings else 0
    records.open(Settings(dataset.name, dataset.digest, hidden_seed, epochs))
    tasks = [Task(variant, SEED, epochs, keep_network=True) for variant in left]
    for run in train_all(tasks, dataset.name, hidden_seed, jobs):
        records.keep(run)
        progress.outcome(run)
        yield run


def _shown(variant: Declared, run: Run) -> PageNetwork:
    title = say(variant.about)
    if run.network is None:
        lesson = say(variant.lesson) if isinstance(variant, Variant) and variant.lesson else None
        return PageNetwork(variant.name, title, reason=lesson or say("{told}", told=run.message))
    try:
        found = runnable(run.network, preparation_of(variant))
    except PlaygroundError as unknown:  # a variant whose outputs are none for each class
        return PageNetwork(variant.name, title, reason=say(unknown.template, **unknown.values))
    return PageNetwork(variant.name, title, found, accuracy=run.test_accuracy)


def _predictions(runs: Sequence[Run]) -> Iterator[Predictions]:
    for run in runs:
        if run.test_predictions is not None and run.test_predictions.ndim == 1:
            yield run.test_predictions
