"""A score sheet's network summary -> what the student's page shows of their network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.course.course import Assignment
from autograder.coursedir.coursedir import CourseFolder
from autograder.messages import Message, Translate, say
from autograder.pages.own_networks import OwnNetwork, shown_network
from autograder.pages.redaction import Known, known_numbers, redacted
from autograder.pages.references import Reference, student_references
from autograder.scoring.network_summary import EPOCHS, Misread, NetworkSummary
from autograder.scoring.network_summary import Mistake as Misreading
from autograder.scoring.rubrics import Rubrics, rubrics_of
from autograder.scoring.score_sheet import Measurement, ScoreSheet
from reference.datasets import Dataset
from reference.errors import UnusableData
from reference.evaluation import image_interval
from reference.models import VARIANTS
from reports.digit_pictures import picture
from reports.page_data.parts import Interval
from reports.page_data.student_network import Learning, Measured, Mistake, Standing, StudentNetwork


@dataclass(frozen=True, eq=False)
class Beside:
    """What the pages of a class share: rubrics, data, references, and which numbers texts may hold.

    Without data (none are used, or they are gone) there is nothing to stand beside.
    """

    known: Known
    rubrics: Rubrics
    data: Dataset | None = None
    references: tuple[Reference, ...] = ()


def beside(folder: CourseFolder, assignment: Assignment) -> Beside:
    """Made once for a class; fits the baseline where this course has none yet."""
    rubrics = rubrics_of(assignment)
    if not any(rubric.summarisers for rubric in rubrics.values()):
        return Beside(known_numbers(assignment, None), rubrics)
    try:
        data = folder.data(assignment)
    except UnusableData:  # whoever grades is told; a page can do without
        return Beside(known_numbers(assignment, None), rubrics)
    if data is None:
        return Beside(known_numbers(assignment, None), rubrics)
    references = student_references(folder, assignment, data)
    return Beside(known_numbers(assignment, data), rubrics, data, references)


def student_network(
    sheet: ScoreSheet, assignment: Assignment, others: Beside, translate: Translate, language: str
) -> StudentNetwork | None:
    """None where the sheet tells of no network; of several the best."""
    own = shown_network(sheet, assignment)
    if own is None or others.data is None:
        return None
    found, measured, which = own.summary, own.measured, _which(own, assignment, language)
    mistakes = _mistakes(found.misread, others.data, translate)
    return StudentNetwork(
        standing=_standing(measured, others.references, translate) if measured else None,
        learning=_learning(found, translate),
        mistakes=mistakes,
        words=redacted(_words_on_mistakes(found.misread, others.data), others.known).render(translate),
        which=which.render(translate) if which else "",
    )


def _which(own: OwnNetwork, assignment: Assignment, language: str) -> Message | None:
    """Said where there are others that it may have been."""
    if own.of < 2:
        return None
    title = assignment.exercise(own.exercise).title.in_(language)
    return say("The one of “{exercise}”: of your {count} networks that were measured it reads most of the "
               "images that it never saw.", exercise=title, count=own.of)  # fmt: skip


def _standing(measured: Measurement, others: Sequence[Reference], translate: Translate) -> Standing:
    chance = image_interval(round(measured.value * measured.cases), measured.cases)
    about = say("95% interval: what other images of the same kind might have given").render(translate)
    name = say("Your network").render(translate)
    baseline = next((other for other in others if other.is_baseline), None)
    return Standing(
        words=_words_on_accuracy(measured, baseline).render(translate),
        own=Measured(name, measured.value, Interval(chance.low, chance.high), about),
        references=tuple(other.line(_about(other).render(translate)) for other in others),
        images=measured.cases,
    )


def _words_on_accuracy(measured: Measurement, baseline: Reference | None) -> Message:
    if baseline is None:
        return say("Your network reads {own:.1%} of {images} images that it never saw.",
                   own=measured.value, images=measured.cases)  # fmt: skip
    return say("Your network reads {own:.1%} of {images} images that it never saw; logistic regression, the "
               "baseline without a hidden layer, reads {baseline:.1%}.", own=measured.value,
               images=measured.cases, baseline=baseline.accuracy)  # fmt: skip


def _about(other: Reference) -> Message:
    variant = say(VARIANTS[other.variant].about)
    if other.runs == 1:
        return say("{variant}; 95% interval as for yours", variant=variant)
    return say("{variant}; mean of {runs} trainings, from the lowest to the highest",
               variant=variant, runs=other.runs)  # fmt: skip


def _learning(found: NetworkSummary, translate: Translate) -> Learning | None:
    told = found.learning
    if told is None:
        return None
    words = (
        say("What your notebook's training reported, the first {epochs} epochs.", epochs=EPOCHS)
        if len(told.loss) == EPOCHS
        else say("What your notebook's training reported, epoch by epoch.")
    )
    return Learning(told.accuracy, told.val_accuracy, told.loss, told.val_loss, words.render(translate))


def _words_on_mistakes(found: Misread, data: Dataset) -> Message:
    if found.unknown is not None:
        return found.unknown
    if found.data_digest != data.digest:
        return say("The course's data have changed since this was graded, so that there are no pictures.")
    if not found.wrong:
        return say("Your network reads every one of the {images} test images rightly.", images=found.images)
    if found.wrong == 1:
        return say("Of the {images} test images your network misreads this one.", images=found.images)
    if found.wrong == len(found.mistakes):
        return say("Of the {images} test images your network misreads these {wrong}, the surest mistake "
                   "first.", images=found.images, wrong=found.wrong)  # fmt: skip
    return say("Of the {images} test images your network misreads {wrong}. These are the {shown} mistakes "
               "that it is surest of.", images=found.images, wrong=found.wrong,
               shown=len(found.mistakes))  # fmt: skip


def _mistakes(found: Misread, data: Dataset, translate: Translate) -> tuple[Mistake, ...]:
    if found.data_digest != data.digest:
        return ()
    return tuple(_mistake(each, data, translate) for each in found.mistakes)


def _mistake(found: Misreading, data: Dataset, translate: Translate) -> Mistake:
    words = say("{label}, read as {read_as} with {probability:.1%} certainty", label=found.label,
                read_as=found.read_as, probability=found.probability)  # fmt: skip
    drawn = picture(data.test.images[found.image])
    return Mistake(drawn, found.label, found.read_as, found.probability, words.render(translate))
