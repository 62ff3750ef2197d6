"""The network that experiments start from, which another exercise makes and judges."""

from __future__ import annotations

from dataclasses import dataclass

from scipy.stats import binom

from autograder.messages import Message, say
from autograder.networks.budget import Budget, steps_for
from autograder.networks.calibrated import declared_parts
from autograder.networks.comparable import AsAsked, Control, Unlike, not_its_own, unlike_all
from autograder.networks.trained import TrainedNetwork
from autograder.scoring.answers import Answers, Unanswered
from autograder.scoring.numbers import whole_number
from reference.datasets import CLASSES, Dataset
from reference.models import VARIANTS, Variant

_LUCK = 1e-3  # how often guessing may pass for learning
_LOSS = "sparse_categorical_crossentropy"  # which the reference trains with


@dataclass(frozen=True)
class BaseNetwork:
    """Made in `exercise` under `name`, trained for `EPOCHS`; its sheet asks for what `variant` declares."""

    exercise: str
    name: str
    variant: str

    def is_it(self, network: TrainedNetwork, answers: Answers) -> bool:
        """Whether a network is the base network, which is judged where it was made and nowhere else."""
        return self.name in (network.facts.names or ()) or self._was_made(network, answers)

    def _was_made(self, network: TrainedNetwork, answers: Answers) -> bool:
        """Whether it has the weights that the base network had there."""
        before = answers.of(self.exercise)
        try:
            made = before.model(self.name) if before else None
        except Unanswered:
            return False
        return made is not None and bool(made.weights) and made.weights == network.facts.weights

    def expected(self, network: TrainedNetwork, answers: Answers) -> Message | None:
        """Told where another network stands in the place of the base network."""
        if network.facts.names is None or self.is_it(network, answers):
            return None
        return say("`{variant}` is not `{base}` itself: put that very network there, with which all others "
                   "are compared.", variant=network.name, base=self.name)  # fmt: skip

    def odd(
        self,
        network: TrainedNetwork,
        base: TrainedNetwork,
        answers: Answers,
        data: Dataset,
        *looks: Unlike,
    ) -> Message | None:
        """What makes a network no fair variant of the base network, which stands as `base` beside it.

        `looks` say how it is built and trained. A variant learns by itself, and learns something.
        """
        if self.is_it(network, answers):
            return None
        return (
            unlike_all(network, self.controls(answers, data, base), *looks)
            or not_its_own(network, base)
            or _learnt_nothing(network)
        )

    def controls(self, answers: Answers, data: Dataset, made: TrainedNetwork) -> tuple[Control, ...]:
        """What an experiment is held against: the base network as it was `made`, and as it was asked for.

        The latter is not known where that exercise cannot be seen, as in a student's own notebook.
        """
        before, declared = answers.of(self.exercise), VARIANTS[self.variant]
        if before is None or not isinstance(declared, Variant):
            return (made,)
        try:
            epochs = whole_number(before, "EPOCHS")
        except Unanswered:
            epochs = declared.epochs
        steps, made_of = steps_for(len(data.train), declared.batch_size), declared_parts(declared.layers)
        budget = Budget(epochs, steps, epochs * steps)
        return (made, AsAsked(self.name, made_of, declared.optimiser, _LOSS, budget))


def _learnt_nothing(network: TrainedNetwork) -> Message | None:
    """Told of a network that reads the test images as if it guessed."""
    images = len(network.predicted)
    if binom.sf(round(network.accuracy * images) - 1, images, 1 / CLASSES) <= _LUCK:
        return None
    return say("`{variant}` is right for {reached:.1%} of the test images, as guessing is: do the images "
               "that it was trained with belong to their labels, and were they prepared?",
               variant=network.name, reached=network.accuracy)  # fmt: skip
