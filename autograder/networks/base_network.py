"""The network that experiments start from, which another exercise makes and judges."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scipy.stats import binom

from autograder.messages import Message, say
from autograder.networks.architecture import described, hidden
from autograder.networks.budget import Budget, steps_for
from autograder.networks.calibrated import declared_parts, least_accuracy
from autograder.networks.comparable import (
    AsAsked,
    Control,
    Unlike,
    copied,
    not_factory,
    other_pixels,
    unlike_all,
    went_on,
)
from autograder.networks.predictions import accuracy, probabilities
from autograder.networks.preprocessing import RAW, learnt_from_other, reads_far_better
from autograder.networks.trained import TrainedNetwork, trained_network
from autograder.scoring.answers import Answers, Elsewhere, Unanswered
from autograder.scoring.numbers import whole_number
from reference.datasets import CLASSES, Dataset
from reference.models import VARIANTS, Variant

_NARROW = 8  # hidden units, of which relu may leave none that answers
_LUCK = 1e-2  # how often guessing may pass for learning
#: What Matplotlib and pandas say of lists that should be as long as others.
_OTHER_LENGTH = re.compile(r"ValueError: .*(dimension|[Ll]ength)")
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
        if network.name == base.name:
            return None
        unlike = unlike_all(network, self.controls(answers, data, base), *looks) or copied(network, base)
        if unlike:
            return unlike
        suspicion = went_on(network, base) or _learnt_nothing(network, data)
        if not suspicion and other_pixels in looks and network.feed != RAW and _learnt_raw(network, data):
            suspicion = say("`{variant}` learnt from raw pixels, from 0 to 255: it reads raw test images far "
                            "better, {raw:.1%} of them, than normalised ones, {reached:.1%}. Hand `train` "
                            "the normalised ones.", variant=network.name, reached=network.accuracy,
                            raw=accuracy(probabilities(network.facts, RAW, "test"),
                                         data.test.labels))  # fmt: skip
        if suspicion:
            self.expect_fair(base, answers, data)
        return suspicion

    def expect_fair(self, base: TrainedNetwork, answers: Answers, data: Dataset) -> None:
        """Elsewhere where the base network is not as asked for: nothing can be told from it yet."""
        if fault := self._otherwise_made(base) or self._reads_badly(answers, data):
            raise Elsewhere(self.exercise, fault)

    def expect_as_asked(self, network: TrainedNetwork, answers: Answers) -> None:
        """Elsewhere where a network is the base network, and made otherwise than asked for."""
        fault = self._otherwise_made(network) if self.is_it(network, answers) else None
        if fault:
            raise Elsewhere(self.exercise, fault)

    def expect_its_epochs(self, answers: Answers, base: TrainedNetwork) -> None:
        """Elsewhere where a cell stopped that counts on as many epochs as the base network was to have."""
        before = answers.of(self.exercise)
        if before is None or not _OTHER_LENGTH.search(str(answers.evidence.error)):
            return
        try:
            due, made = whole_number(before, "EPOCHS"), len(before.model(self.name).history.get("loss", ()))
        except Unanswered:
            return
        if base.epochs == due:
            return
        if made != due:
            raise Elsewhere(self.exercise, say("The history of `{base}` has {found} epochs, not {due}, and "
                                               "your cell stopped.", base=self.name, found=made,
                                               due=due))  # fmt: skip
        raise Unanswered(say("The history of `{base}` has {found} epochs, not {due}: it was trained on "
                             "since, and your cell stopped. Train a new network in its place, and run all "
                             "again.",
                             base=self.name, found=base.epochs, due=due))  # fmt: skip

    def _otherwise_made(self, base: TrainedNetwork) -> Message | None:
        declared = VARIANTS[self.variant]
        if not isinstance(declared, Variant):
            return None
        wanted = declared_parts(declared.layers)
        if tuple(part.however_begun for part in base.made_of) != wanted:
            return say("`{base}` is made of {found}; asked for was {wanted}.", base=self.name,
                       found=described(base.made_of), wanted=described(wanted))  # fmt: skip
        return not_factory(self.name, base, declared.optimiser)

    def _reads_badly(self, answers: Answers, data: Dataset) -> Message | None:
        """Whether it was found there to read fewer hidden images than it does when made as asked."""
        before = answers.of(self.exercise)
        if before is None:
            return None
        try:
            there = trained_network(before, self.name, data)
            predicted = probabilities(there.facts, there.feed, "hidden")
        except Unanswered:
            return None
        reached = accuracy(predicted, data.hidden.labels)
        if reached >= least_accuracy(data, self.variant, "hidden_accuracy", len(predicted)):
            return None
        return say("`{base}` is right for {reached:.1%} of the images that it never saw, too few to compare "
                   "with it.", base=self.name, reached=reached)  # fmt: skip

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


def _learnt_nothing(network: TrainedNetwork, data: Dataset) -> Message | None:
    """Told of a network that reads the test images as if it guessed; a very narrow one may."""
    images = len(network.predicted)
    if any((part.units or 0) < _NARROW for part in hidden(network.made_of)):
        return None
    if binom.sf(round(network.accuracy * images) - 1, images, 1 / CLASSES) <= _LUCK:
        return None
    if _learnt_raw(network, data):
        return say("`{variant}` is right for {reached:.1%} of the normalised test images: it learnt from raw "
                   "ones, from 0 to 255. Hand `train` the normalised ones.", variant=network.name,
                   reached=network.accuracy)  # fmt: skip
    return say("`{variant}` is right for {reached:.1%} of the test images, and guessing gives "
               "{guessing:.0%}. The images that it learnt from may be out of step with their labels, or "
               "have pixels of another range: look at what you hand to `train`.", variant=network.name,
               reached=network.accuracy, guessing=1 / CLASSES)  # fmt: skip


def _learnt_raw(network: TrainedNetwork, data: Dataset) -> bool:
    """Whether it learnt from raw images what it does not know of those that it was measured on."""
    if learnt_from_other(network.facts, network.feed, network.facts.history, data) != RAW:
        return False
    return reads_far_better(network.facts, RAW, network.feed, "test", data.test.labels)
