"""The insides of networks, digits to load and to keep, and that everybody can use the page."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.autograder.playground.made_page import SOME, data, fixed, stroke, written
from tests.autograder.playground.on_the_page import SEVEN, Open, draw, prepared, summary
from tests.browsing import look_at, violations


def test_a_map_shows_the_kernel_behind_it(page: Page) -> None:
    draw(page, *SEVEN)
    row = page.locator(".answer", has_text="random_cnn")
    assert row.locator("canvas").count() == 0
    row.get_by_text("See inside").click()
    row.get_by_role("button", name="Map 3: show its kernel").click()
    weights = np.frombuffer(b64decode(SOME[4]["operations"][0]["weights"][0]["data"]), "<f4")
    shown = [float(text) for text in row.get_by_role("cell").all_inner_texts()]
    np.testing.assert_allclose(shown, weights.reshape(25, 4)[:, 2], atol=0.0051)
    row.get_by_text("See inside").click()
    expect(row.locator("canvas")).to_have_count(0)


def test_hidden_units_stand_in_the_order_of_their_loudness(page: Page) -> None:
    draw(page, *SEVEN)
    row = page.locator(".answer", has_text="random_cnn")
    row.get_by_text("See inside").click()
    expect(row.locator(".units li")).to_have_count(12)
    values = [float(text) for text in row.locator(".units .number").all_inner_texts()]
    assert values == sorted(values, reverse=True)


def test_a_loaded_digit_is_judged_until_it_is_drawn_over(page: Page) -> None:
    page.get_by_role("button", name="Load a 7").click()
    assert summary(page).endswith("It is a 7.")
    assert page.locator(".verdict").first.inner_text() == "✓ right"
    np.testing.assert_array_equal(prepared(page, "shrunk"), stroke(7))
    page.locator("#gallery button").nth(2).click()
    assert page.locator(".verdict").first.inner_text() == "✗ wrong"
    draw(page, *SEVEN)
    assert "It is" not in summary(page)
    assert page.locator(".verdict").first.inner_text() == ""


def test_kept_digits_are_read_by_numpy(browser: Browser, tmp_path: Path) -> None:
    tab = browser.new_page()  # what is downloaded comes from the page itself, by a request for a blob
    look_at(tab, written(SOME, tmp_path / "page.html"))
    tab.get_by_role("button", name="Keep as a 2").click()
    expect(tab.get_by_role("status").first).to_have_text("There is nothing to keep: the sheet is empty.")
    draw(tab, *SEVEN)
    drawn = prepared(tab, "centred")
    for name in ("Keep as a 7", "Keep as a 1", "Keep as a 4", "Remove kept digit 2, a 1"):
        tab.get_by_role("button", name=name).click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Download as .npz").click()
    assert download.value.suggested_filename == "drawn_digits.npz"
    with np.load(download.value.path(), allow_pickle=False) as found:
        images, labels = found["x_test"], found["y_test"]
    tab.locator("#kept_file").set_input_files(download.value.path())
    expect(tab.locator("#kept_said")).to_have_text("Kept digits: 4")
    expect(tab.locator("#kept li > span:not([class])")).to_have_text(["7", "4", "7", "4"])
    tab.close()
    assert (images.dtype, labels.dtype) == (np.uint8, np.int64)
    np.testing.assert_array_equal(images, [drawn, drawn])
    np.testing.assert_array_equal(labels, [7, 4])


@pytest.mark.parametrize("paper", [255, 200, 0])
def test_an_image_file_is_loaded_whatever_its_paper(page: Page, tmp_path: Path, paper: int) -> None:
    image = np.abs(np.int16(paper) - stroke(5) * (paper / 255 if paper else 1)).astype(np.uint8)
    Image.fromarray(image).save(tmp_path / "digit.png")
    page.locator("#file").set_input_files(tmp_path / "digit.png")
    expect(page.locator(".read").first).not_to_have_text("–")
    np.testing.assert_array_equal(prepared(page, "shrunk"), stroke(5))


def test_a_file_that_is_no_image_is_told(page: Page, tmp_path: Path) -> None:
    (tmp_path / "digit.png").write_text("no image")
    page.locator("#file").set_input_files(tmp_path / "digit.png")
    expect(page.locator("#file_said")).to_contain_text("Your browser cannot read this file")
    draw(page, *SEVEN)
    expect(page.locator("#file_said")).to_be_empty()  # another drawing, and nothing is wrong with it


def test_an_image_of_one_colour_is_told_and_leaves_the_drawing(page: Page, tmp_path: Path) -> None:
    draw(page, *SEVEN)
    drawn = prepared(page, "shrunk")
    Image.new("RGBA", (30, 20), (255, 255, 255, 0)).save(tmp_path / "digit.png")
    page.locator("#file").set_input_files(tmp_path / "digit.png")
    expect(page.locator("#file_said")).to_contain_text("one colour alone")
    np.testing.assert_array_equal(prepared(page, "shrunk"), drawn)


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(open_page: Open, width: int, scheme: str) -> None:
    tab = open_page([fixed(digit) for digit in range(8)] + SOME, width, scheme)
    assert violations(tab) == []
    draw(tab, *SEVEN)
    tab.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true; })")
    tab.get_by_role("button", name="Show all").click()
    tab.get_by_role("button", name="Keep as a 7").click()
    tab.get_by_role("button", name="Map 3: show its kernel").click()
    summary(tab)
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width


def test_every_target_is_large_enough(open_page: Open) -> None:
    tab = open_page(width=320)
    draw(tab, *SEVEN)
    tab.evaluate("document.querySelectorAll('details').forEach(found => { found.open = true; })")
    tab.get_by_role("button", name="Keep as a 7").click()
    sizes = tab.evaluate(
        "[...document.querySelectorAll('button, summary, input[type=range], label')]"
        ".filter(found => found.checkVisibility())"
        ".map(found => found.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert min(sizes) >= 24


def test_no_text_of_the_page_stands_outside_of_its_words(page: Page) -> None:
    words = "".join(data(SOME)["words"].values())
    shown = page.locator("h1, h2, legend, .tools button, summary").all_inner_texts()
    assert [line for text in shown for line in text.splitlines() if line not in words] == []
