"""Kernels of one's own on a digit: exercise 5, and what counts as right."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from autograder.authoring import (
    LETTERS,
    Answers,
    Figure,
    Key,
    Message,
    Rubric,
    Unanswered,
    Value,
    agrees,
    chosen,
    form_of_option,
    say,
    whole_number,
)
from autograder.networks.pictures import GREYS, colour_maps, on_each_other, shows
from reference.convolution import convolve, pad
from reference.datasets import Dataset

key = Key(__file__)

#: A kernel and the map that it gives of the digit.
_MAPS = {"edge": "edges", "blur": "blurred", "sharpen": "sharpened"}
_NEAR = 1e-3  # of a sum
_HUGE = 1e6  # a number of a kernel of which rounding changes the sum
_SHARPER = 1.05  # times as bright
_SPOT = np.pad(np.ones((1, 1)), 3)  # a single bright pixel
_SIDE = np.pad(np.ones((9, 4)), ((0, 0), (0, 5)))  # bright at the left, dark at the right

kernels = Rubric(
    "kernels",
    *(Value(name) for pair in _MAPS.items() for name in pair),
    *(Value(name) for name in ("index", "edge_sum_reason", "blur_sum_reason")),
    Figure(),
)
kernels.hints(
    say("What does a kernel give where all nine pixels are alike? The sum of its numbers, times that pixel. "
        "The table says what it is to be."),
    say("To blur is to take a mean of neighbours. To show edges is to compare a pixel with its neighbours. "
        "To sharpen is to keep the pixel and add what sets it apart."),
    say("`convolve` takes the image as it was loaded, `x_test[index]`, and gives a map of 26 by 26."),
)  # fmt: skip


def _kernel(answers: Answers, name: str) -> NDArray[np.float64]:
    found = answers.array(name)
    if found.shape != (3, 3):
        raise Unanswered(say("`{name}` has shape {found}; a kernel of shape (3, 3) is asked for.", name=name,
                             found=str(found.shape)))  # fmt: skip
    if not (np.abs(found.astype(float)) < _HUGE).all():
        raise Unanswered(say("`{name}` holds values that are no numbers: NaN or infinity.", name=name))
    return found.astype(float)


def _other_sum(name: str, kernel: NDArray[np.float64], wanted: int) -> Message | None:
    found = float(kernel.sum())
    if abs(found - wanted) <= _NEAR:
        return None
    return say("The numbers of `{name}` sum to {found:g}; the table says {wanted}. What would it give of a "
               "picture in which all pixels are alike?", name=name, found=found, wanted=wanted)  # fmt: skip


@kernels.criterion("edge", say("`edge` answers where pixels differ, and nowhere else"), weight=2)
def _edge(answers: Answers, data: Dataset) -> Message | None:
    found = _kernel(answers, "edge")
    if not found.any():
        return say("All numbers of `edge` are 0: it gives 0 of every picture, with edges or without.")
    if wrong := _other_sum("edge", found, 0):
        return wrong
    if not any(np.abs(convolve(side, found)).max() > _NEAR for side in (_SIDE, _SIDE.T)):
        return say("At a straight edge, horizontal or vertical, bright on one side and dark on the other, "
                   "`edge` gives 0: what does it compare?")  # fmt: skip
    return None


@kernels.criterion("blur", say("`blur` spreads each pixel among its neighbours"), weight=2)
def _blur(answers: Answers, data: Dataset) -> Message | None:
    found = _kernel(answers, "blur")
    if (found < 0).any():
        return say("`blur` holds negative numbers, such as {least:g}: a mean of neighbours has none.",
                   least=float(found.min()))  # fmt: skip
    if wrong := _other_sum("blur", found, 1):
        return wrong
    brightest = float(convolve(_SPOT, found).max())
    if brightest > 0.9:
        return say("Under `blur` a single bright pixel is still one pixel, with {share:.0%} of its "
                   "brightness: nothing is spread among its neighbours.", share=brightest)  # fmt: skip
    return None


@kernels.criterion("sharpen", say("`sharpen` makes differences larger and keeps the rest"), weight=2)
def _sharpen(answers: Answers, data: Dataset) -> Message | None:
    found = _kernel(answers, "sharpen")
    if wrong := _other_sum("sharpen", found, 1):
        return wrong
    if float(convolve(_SPOT, found)[2, 2]) < _SHARPER:
        return say("A single bright pixel comes out of `sharpen` no brighter than before: {found:g} times as "
                   "bright. What sets it apart from its neighbours is to grow.",
                   found=float(convolve(_SPOT, found)[2, 2]))  # fmt: skip
    return None


def _digit(answers: Answers, data: Dataset) -> NDArray[np.uint8]:
    index = whole_number(answers, "index")
    if not 0 <= index < len(data.test):
        raise Unanswered(say("`index` is {index}; the test images have positions from 0 to {last}.",
                             index=index, last=len(data.test) - 1))  # fmt: skip
    image: NDArray[np.uint8] = data.test.images[index]
    return image


@kernels.criterion(
    "maps",
    say("The three maps are those of this digit"),
    weight=3,
    shown_by=("edge", "blur", "sharpen"),
    after=("convolve",),
)
def _maps(answers: Answers, data: Dataset) -> Message | None:
    image = _digit(answers, data)
    for name, result in _MAPS.items():
        if wrong := _other_map(answers, name, result, image, data):
            return wrong
    return None


def _other_map(
    answers: Answers, name: str, result: str, image: NDArray[np.uint8], data: Dataset
) -> Message | None:
    """What is said of a map that is not what the kernel gives of the image: what it is, where that shows."""
    found = answers.array(result)
    if agrees(found, convolve(image, _kernel(answers, name))):
        return None
    known = _mistakes(answers, name, result, image, data)
    if said := next((message for map_, message in known if found.size and agrees(found, map_)), None):
        return said
    return say("`{result}` is not what `{name}` gives of `x_test[index]`, with index {index}: its shape is "
               "{shape} and its numbers run from {least:g} to {most:g}. Were `{name}` or `index` changed "
               "after it was made?", result=result, name=name, index=whole_number(answers, "index"),
               shape=str(found.shape), least=float(found.min(initial=0)),
               most=float(found.max(initial=0)))  # fmt: skip


def _mistakes(
    answers: Answers, name: str, result: str, image: NDArray[np.uint8], data: Dataset
) -> Iterator[tuple[NDArray[np.float64], Message]]:
    """The maps that mistakes give, with what is said of each; the likelier ones first."""
    kernel = _kernel(answers, name)
    for other in (other for other in _MAPS if other != name):
        yield convolve(image, _kernel(answers, other)), say(
            "`{result}` is what `{other}` gives of this digit, and not `{name}`.", result=result, other=other,
            name=name)  # fmt: skip
    yield convolve(image / 255.0, kernel), say(
        "`{result}` is made of the digit divided by 255. Take it as it was loaded: not normalised.",
        result=result)  # fmt: skip
    yield convolve(pad(image, 1), kernel), say(
        "`{result}` is made of the digit in a frame of zeros. Here the kernel stays within the image: shape "
        "(26, 26).", result=result)  # fmt: skip
    yield convolve(image, kernel[::-1, ::-1]), say(
        "`{result}` is made with `{name}` turned by half a turn.", result=result, name=name)  # fmt: skip
    right = convolve(image, kernel)
    yield np.abs(right), say(
        "`{result}` holds the responses of `{name}` without their signs. Keep them as `convolve` gives them.",
        result=result, name=name)  # fmt: skip
    for pixels in (np.clip(right, 0, 255), right.astype(np.int64).astype(np.uint8).astype(float)):
        yield pixels, say(
            "`{result}` holds the responses of `{name}` as pixels, from 0 to 255. Keep them as `convolve` "
            "gives them, negative ones too.", result=result, name=name)  # fmt: skip
    for other in (other for other in _MAPS.values() if other != result):
        yield _of_map(answers, other, kernel), say(
            "`{result}` is what `{name}` gives of the map `{other}`, and not of the digit.", result=result,
            name=name, other=other)  # fmt: skip
    index = whole_number(answers, "index")
    if index < len(data.train):
        yield convolve(data.train.images[index], kernel), say(
            "`{result}` is made of the training image at {index}. The digit is to be `x_test[index]`.",
            result=result, index=index)  # fmt: skip


def _of_map(answers: Answers, name: str, kernel: NDArray[np.float64]) -> NDArray[np.float64]:
    before = answers.array(name)
    return convolve(before, kernel) if before.ndim == 2 and min(before.shape) >= 3 else np.zeros(0)


@kernels.criterion("figure", say("The digit and its three maps are drawn"), weight=1, needs=("maps",))
def _drawn(answers: Answers, data: Dataset) -> Message | None:
    image = _digit(answers, data)
    pictures = answers.drawn_images()
    if not pictures:
        return say("Nothing is drawn yet: `plt.imshow` draws the digit, and each map on axes of its own.")
    wanted = {"x_test[index]": image, **{result: answers.array(result) for result in _MAPS.values()}}
    absent = [n for n, of in wanted.items() if not any(shows(p, of) for p in pictures)]
    if absent:
        return say("Pictures drawn: {count}, and not among them: {absent}.", count=len(pictures),
                   absent=", ".join(f"`{name}`" for name in absent))  # fmt: skip
    return on_each_other(answers) or _colours(answers)


def _colours(answers: Answers) -> Message | None:
    found = colour_maps(answers)
    if found <= GREYS:
        return None
    return say("The pictures are drawn with the colour map {found}; the sheet asks for gray, in which 0 is "
               "dark and what is larger brighter: `cmap=\"gray\"`.",
               found=", ".join(sorted(found)))  # fmt: skip


@kernels.criterion(
    "edge_reason", say("Why the numbers of `edge` sum to 0"), weight=1,
    local=form_of_option("edge_sum_reason", LETTERS), shown_by=("edge",),
)  # fmt: skip
def _edge_reason(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Put `edge` on a picture in which all pixels are alike, once bright and once dark. What "
                "comes out?")  # fmt: skip
    return chosen(answers, "edge_sum_reason", key["edge_sum_reason"], nudge)


@kernels.criterion(
    "blur_reason", say("Why the numbers of `blur` sum to 1"), weight=1,
    local=form_of_option("blur_sum_reason", LETTERS), shown_by=("blur",),
)  # fmt: skip
def _blur_reason(answers: Answers, data: Dataset) -> Message | None:
    nudge = say("Compare the mean of `blurred` with that of the digit; then try a kernel whose numbers sum "
                "to 2.")  # fmt: skip
    return chosen(answers, "blur_sum_reason", key["blur_sum_reason"], nudge)


RUBRICS = (kernels,)
