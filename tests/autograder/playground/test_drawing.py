"""The drawing page in a real browser: ways to draw, and what is said of what was drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.autograder.playground.made_page import fixed, network, operation
from tests.autograder.playground.on_the_page import SEVEN, Open, Point, draw, place, prepared, summary


def test_the_mouse_draws_where_it_goes(page: Page) -> None:
    draw(page, (0.25, 0.25), (0.25, 0.75))
    image = prepared(page, "shrunk")
    assert image[8:20, 7].min() > 200
    assert not image[:, 10:].any()


def test_a_finger_draws_and_the_page_stays(open_page: Open) -> None:
    tab = open_page(width=320)
    session = tab.context.new_cdp_session(tab)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    for kind, part in (("touchStart", 0.2), *(("touchMove", 0.2 + step / 10) for step in range(1, 7))):
        x, y = place(tab, (0.5, part))
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert prepared(tab, "shrunk")[7:21, 14].min() > 200
    assert tab.evaluate("scrollY") == 0


def test_keys_draw_undo_and_clear(page: Page) -> None:
    sheet = page.get_by_role("application", name="Sheet to draw on")
    sheet.focus()
    expect(page.locator("#sheet_help")).to_be_visible()
    for key in ("ArrowUp", "ArrowUp", " ", *["ArrowDown"] * 6, " ", "ArrowRight", "ArrowRight"):
        page.keyboard.press(key)
    expect(page.get_by_role("status").first).to_have_text("Pen up.")
    image = prepared(page, "shrunk")
    assert image[12:18, 13:15].min() > 150
    assert not image[:, 17:].any()
    page.keyboard.press("Delete")
    assert not prepared(page, "shrunk").any()
    page.keyboard.press("Backspace")
    np.testing.assert_array_equal(prepared(page, "shrunk"), image)
    page.keyboard.press("Backspace")
    assert summary(page) == "Draw a digit from 0 to 9."


def test_all_can_be_reached_by_the_tabulator(page: Page) -> None:
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert {"sheet", "clear", "undo", "rubber", "width", "file", "See inside", "9"} <= reached


def test_the_rubber_takes_ink_away_and_undo_brings_it_back(page: Page) -> None:
    draw(page, (0.2, 0.5), (0.8, 0.5))
    page.get_by_role("button", name="Rubber").click()
    draw(page, (0.5, 0.3), (0.5, 0.7))
    assert prepared(page, "shrunk")[14, 14] == 0
    page.get_by_role("button", name="Undo").click()
    assert prepared(page, "shrunk")[14, 14] == 255


def test_networks_get_the_picture_that_is_chosen(open_page: Open) -> None:
    weights = np.zeros((784, 10))
    weights[:84, 1] = 1  # the three upper rows, where a centred digit has no ink
    reads = network("upper_rows", [
        operation("reshape", "flatten", [28, 28], [784]),
        operation("dense", "dense", [784], [10], weights, 5 * np.eye(10)[0], units=10),
        operation("activation", "dense", [10], [10], name="softmax", width=10),
    ])  # fmt: skip
    tab = open_page([reads])
    draw(tab, (0.5, 0.05), (0.5, 0.45))
    assert summary(tab) == "The network says 0."
    tab.get_by_role("radio", name="As drawn").check()
    assert summary(tab) == "The network says 1."


def test_networks_that_agree_are_counted(page: Page) -> None:
    draw(page, *SEVEN)
    assert summary(page) == "4 of 6 networks say 7; others say 3, 12."
    answer = page.locator(".answer").first
    assert answer.locator(".read").inner_text() == "7"
    assert answer.locator(".bar.most").inner_text().strip() == "7"


def test_what_they_say_is_read_out_once_drawing_pauses(page: Page) -> None:
    draw(page, *SEVEN)
    spoken = page.get_by_role("status").first
    expect(spoken).to_have_text(summary(page))
    chart = page.locator(".answer").first.get_by_role("img")
    each = ", ".join(f"{digit}: {94 if digit == 7 else 1}%" for digit in range(10))
    expect(chart).to_have_attribute("aria-label", each)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ((), "Draw a digit from 0 to 9."),
        (((0.5, 0.5), (0.5, 0.5)), "That is very little ink. Draw a larger digit."),
        (
            tuple((0.2 + 0.6 * (step % 2), 0.2 + step / 50) for step in range(30)),
            "This is a filled shape, not a digit. Draw a digit with strokes.",
        ),
        (
            tuple(map(tuple, np.random.default_rng(1).uniform(0.1, 0.9, (24, 2)).tolist())),
            "This looks like no digit. Clear the sheet and try again.",
        ),
        (((0.1, 0.5), (0.9, 0.5)), "This looks like no digit. Clear the sheet and try again."),
    ],
    ids=["nothing", "dot", "filled square", "scribble", "dash"],
)
def test_what_is_no_digit_gets_no_answer(page: Page, points: tuple[Point, ...], said: str) -> None:
    if points:
        draw(page, *points)
    assert summary(page) == said
    assert page.locator(".read").all_inner_texts() == ["–"] * 6


@pytest.mark.parametrize("width", [16, 38, 72])
@pytest.mark.parametrize(
    "points",
    [
        [(0.5, 0.2), (0.5, 0.8)],
        [(0.5 + 0.2 * np.sin(2 * t), 0.5 - 0.33 * np.cos(t)) for t in np.linspace(0, 2 * np.pi, 40)],
    ],
    ids=["one", "eight"],
)
def test_a_thin_one_and_a_bold_eight_are_digits(open_page: Open, points: list[Any], width: int) -> None:
    tab = open_page([fixed(8)])
    tab.locator("#width").fill(str(width))
    draw(tab, *points)
    assert summary(tab) == "The network says 8."


def test_ones_own_network_does_not_spoil_what_the_others_say_together(open_page: Open) -> None:
    tab = open_page([fixed(3) | {"own": True}, fixed(3) | {"own": True}, fixed(7)])
    draw(tab, *SEVEN)
    assert summary(tab) == "The network says 7."
    assert tab.locator(".read").all_inner_texts() == ["3", "3", "7"]


def test_ones_own_network_alone_is_heard(open_page: Open) -> None:
    tab = open_page([fixed(3) | {"own": True}])
    draw(tab, *SEVEN)
    assert summary(tab) == "The network says 3."


def test_networks_that_say_different_digits_see_no_digit(open_page: Open) -> None:
    tab = open_page([fixed(digit) for digit in (1, 4, 9)])
    draw(tab, *SEVEN)
    assert summary(tab) == "The networks are not sure: to them this looks like no digit."
    assert tab.locator(".verdict").all_inner_texts() == ["? no digit"] * 3


def test_a_network_that_is_not_sure_sees_no_digit(open_page: Open) -> None:
    tab = open_page([fixed(4, sureness=1)])
    draw(tab, *SEVEN)
    assert summary(tab) == "The networks are not sure: to them this looks like no digit."


def test_one_that_cannot_be_trained_stands_there_with_its_reason(page: Page) -> None:
    expect(page.locator(".answer").last).to_contain_text("Cannot be trained. The shapes do not fit.")


def test_of_many_networks_one_chooses(open_page: Open) -> None:
    tab = open_page([fixed(digit) for digit in range(10)] + [fixed(3) | {"own": True}])
    assert tab.locator(".answer:visible").count() == 9
    tab.get_by_text("Choose networks: 9 of 11 are shown").click()
    tab.get_by_role("checkbox", name="says_8").check()
    assert tab.locator(".answer:visible").count() == 10
    tab.get_by_role("button", name="Show none").click()
    draw(tab, *SEVEN)
    assert summary(tab) == "No network is shown. Choose some."
