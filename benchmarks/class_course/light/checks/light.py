"""What the benchmark's course asks: how the network is built, what it predicts, and one epoch."""

from __future__ import annotations

from autograder.authoring import Answers, History, Images, Message, Model, Rubric, say
from autograder.networks.architecture import dense
from autograder.networks.predictions import probabilities
from reference.datasets import CLASSES, Dataset

network = Rubric("network", Model("model", (Images("test", 8),), verify=True))


@network.criterion("outputs", say("Ten output units"))
def _outputs(answers: Answers, data: Dataset) -> Message | None:
    units = dense(answers.model("model"))[-1].units
    if units != CLASSES:
        return say("The last Dense layer has {found} units; there are ten digits.", found=units)
    return None


training = Rubric(
    "training", Model("model", (Images("test"), Images("hidden")), verify=True), History("history")
)


@training.criterion("epochs", say("One epoch"))
def _epochs(answers: Answers, data: Dataset) -> Message | None:
    found = len(answers.history("history").get("loss", ()))
    return None if found == 1 else say("There are {found} epochs; one is asked for.", found=found)


@training.criterion("accuracy", say("It learned something"))
def _accuracy(answers: Answers, data: Dataset) -> Message | None:
    found = probabilities(answers.model("model"), "raw", "hidden").argmax(axis=1)
    share = float((found == data.hidden.labels).mean())
    return None if share > 0 else say("Its accuracy is {found:.0%}.", found=share)


RUBRICS = (network, training)
