"""The question what the data are, and which problem they pose."""

from __future__ import annotations

import numpy as np

from autograder.authoring import (
    LETTERS,
    Answers,
    Key,
    Message,
    Rubric,
    Value,
    chosen,
    form_of_number,
    form_of_option,
    say,
    whole_number,
)
from reference.datasets import Dataset

key = Key(__file__)

_COLLECTIONS = ("cifar10", "fashion_mnist", "imagenet", "mnist")

q_dataset = Rubric(
    "q_dataset", *(Value(name) for name in ("dataset_name", "learning_problem", "number_of_classes"))
)
q_dataset.hints(
    say("The introduction of the notebook tells where these images come from, and what is on them."),
    say("Look at a few labels: `y_train[:20]`. Would a 4 be a better answer than a 1 for an image of a 5, "
        "because it is nearer? And who gave the labels, the network or a person?"),
    say("`np.unique(y_train)` lists the different labels."),
)  # fmt: skip


@q_dataset.criterion(
    "dataset",
    say("Which data set it is"),
    weight=1,
    local=form_of_option("dataset_name", _COLLECTIONS),
    shown_by=("classes", "problem"),
)
def _dataset(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Where does the introduction say that the images come from, and what do you see on them?")
    return chosen(answers, "dataset_name", key["dataset_name"], nudge, _COLLECTIONS)


@q_dataset.criterion(
    "problem",
    say("Which learning problem it is"),
    weight=2,
    local=form_of_option("learning_problem", LETTERS),
    shown_by=("classes", "dataset"),
)
def _problem(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("What does a label stand for, where does it come from, and which of them are there?")
    return chosen(answers, "learning_problem", key["learning_problem"], nudge)


@q_dataset.criterion(
    "classes",
    say("How many classes there are"),
    weight=1,
    after=("load_data",),
    local=form_of_number("number_of_classes"),
)
def _classes(answers: Answers, data: Dataset) -> Message | None:
    found = whole_number(answers, "number_of_classes")
    if found != len(np.unique(data.train.labels)):
        return say("`number_of_classes` is {found}. Count the different labels, the smallest one too.",
                   found=found)  # fmt: skip
    return None


RUBRICS = (q_dataset,)
