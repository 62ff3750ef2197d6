"""The first four images in a grid: exercise `first_images`, and what counts as right."""

from __future__ import annotations

from autograder.authoring import Answers, Figure, Message, Rubric, Value, plural, say, whole_numbers
from autograder.networks.misread import not_shown, tiles
from autograder.networks.pictures import GREYS, colour_maps, on_each_other, shows
from reference.datasets import Dataset

_FIRST = 4
_ALL = range(_FIRST)

first_images = Rubric("first_images", Value("first_labels"), Figure())
first_images.hints(
    say("`plt.subplots(2, 2)` gives a figure and an array of four axes, two in each row. `axes.flat` goes "
        "through them one by one."),
    say("Each axes has an `imshow` of its own: `place.imshow(image, cmap=\"gray\")`."),
)  # fmt: skip


@first_images.criterion("labels", say("`first_labels` are their labels"), weight=1)
def _labels(answers: Answers, data: Dataset) -> Message | None:
    told = whole_numbers(answers, "first_labels")
    wanted = data.train.labels[:_FIRST].tolist()
    if len(told) != _FIRST:
        return say("`first_labels` has {found} entries; there are four images, those at positions 0 to 3.",
                   found=len(told))  # fmt: skip
    if list(told) == wanted:
        return None
    if list(told) == data.train.labels[1 : _FIRST + 1].tolist():
        return say("These are the labels at positions 1 to 4: counting begins with 0.")
    if list(told) == data.test.labels[:_FIRST].tolist():
        return say("These are labels of test images: take those of `y_train`.")
    place = next(i for i in _ALL if told[i] != wanted[i])
    return say("At position {place} of `first_labels` stands {found}, which is not the label of that image: "
               "take it from `y_train`.", place=place, found=told[place])  # fmt: skip


@first_images.criterion("images", say("The first four training images are drawn"), weight=2)
def _images(answers: Answers, data: Dataset) -> Message | None:
    pictures = [tile for picture in answers.drawn_images() for tile in tiles(picture)]
    absent = not_shown(pictures, _ALL, data.train)
    if not absent:
        return None
    if not pictures:
        return say("No image was drawn in this exercise: `imshow` draws one.")
    if not not_shown(pictures, _ALL, data.test):
        return say("The first test images were drawn: take them from `x_train`.")
    if not not_shown(pictures, range(1, _FIRST + 1), data.train):
        return say("The training images at positions 1 to 4 were drawn: counting begins with 0.")
    return say("Not drawn yet: the training images at {absent}.", absent=", ".join(map(str, absent)))


@first_images.criterion("grid", say("Each on axes of its own, two by two"), weight=1, needs=("images",))
def _grid(answers: Answers, data: Dataset) -> Message | None:
    if wrong := on_each_other(answers):
        return wrong
    order = _order(answers, data)
    if order != [*_ALL]:
        return say("The images were drawn in the order {found}: from left to right and from top to bottom "
                   "they are 0, 1, 2, 3.", found=", ".join(map(str, order)))  # fmt: skip
    figures = [[panel.place for panel in figure.panels if panel.images] for figure in answers.figures()]
    figures = [places for places in figures if places]
    if sum(map(len, figures)) < _FIRST or not all(all(places) for places in figures):
        return None  # evidence that does not say where
    if len(figures) > 1 and not any(len(places) >= _FIRST for places in figures):
        return say("The images stand in {figures} figures of their own: draw all four in one, in which "
                   "`plt.subplots(2, 2)` makes four axes.", figures=len(figures))  # fmt: skip
    places = next(places for places in figures if len(places) >= _FIRST)[:_FIRST]
    across, down = (len({round(place[side], 2) for place in places}) for side in (0, 1))
    if (across, down) != (2, 2):
        return say("The images stand in {down} and {across}: two by two is asked for, as "
                   "`plt.subplots(2, 2)` makes them.", down=plural("1 row", "{count} rows", down),
                   across=plural("1 column", "{count} columns", across))  # fmt: skip
    return None


def _order(answers: Answers, data: Dataset) -> list[int]:
    """The positions of the first four images in the order in which they were drawn."""
    pictures = [tile for picture in answers.drawn_images() for tile in tiles(picture)]
    found = [
        next((i for i in _ALL if shows(picture, data.train.images[i], negative=True)), None)
        for picture in pictures
    ]
    return [*dict.fromkeys(place for place in found if place is not None)]


@first_images.criterion("grey", say("In shades of grey"), weight=1, needs=("images",))
def _grey(answers: Answers, data: Dataset) -> Message | None:
    found = colour_maps(answers)
    if not found or found <= GREYS:
        return None
    return say("The images are drawn with the colour map {found}; asked for is gray, in which 0 is black and "
               "255 white.", found=", ".join(sorted(found - GREYS)))  # fmt: skip


RUBRICS = (first_images,)
