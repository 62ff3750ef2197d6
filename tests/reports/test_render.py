"""What every page holds: nothing unescaped, nothing undefined, nothing fetched, all named."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest

import reports.render
from reports.page_data.comparison import ComparisonPage
from reports.page_data.index import IndexPage, LinkSection
from reports.page_data.student import SheetPage
from reports.render import ForbiddenLink, Page, compile_templates, environment, render, write

TEMPLATES = Path(reports.render.__file__).parent / "templates"
STATE = r'<span class="state \w+"><span class="icon" aria-hidden="true">(.)</span> (.+?)</span>'

Attributes = dict[str, str | None]


class Elements(HTMLParser):
    """Every element with its attributes, and the text of styles and scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, Attributes]] = []
        self.texts: list[tuple[str, str]] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self.inside = tag

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        self.texts.append((self.inside, data))

    def named(self, tag: str) -> list[Attributes]:
        return [attributes for found, attributes in self.found if found == tag]

    def text(self, tag: str) -> str:
        return "".join(text for found, text in self.texts if found == tag)


@pytest.fixture(params=["comparison", "sheet", "index", "hostile", "thirty"])
def page(request: pytest.FixtureRequest) -> Page:
    found: Page = request.getfixturevalue(request.param)
    return found


def test_the_policy_allows_our_own_style_and_script_by_hash_alone(page: Page) -> None:
    elements = Elements(render(page))
    (policy,) = (meta["content"] for meta in elements.named("meta") if "http-equiv" in meta)
    assert policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "form-action 'none'" in policy
    assert "base-uri 'none'" in policy
    for tag in ("style", "script"):
        if elements.named(tag):
            digest = base64.b64encode(hashlib.sha256(elements.text(tag).encode()).digest()).decode()
            assert f"{tag}-src 'sha256-{digest}'" in policy


def test_nothing_is_fetched_and_nothing_is_inline(page: Page) -> None:
    elements = Elements(render(page))
    assert not {"img", "link", "iframe", "object", "form"} & {tag for tag, _ in elements.found}
    for tag, attributes in elements.found:
        assert not {"style", "src", "srcset"} & attributes.keys(), tag
        assert not [name for name in attributes if name.startswith("on")], tag
        assert tag == "a" or "href" not in attributes
    assert not re.search(r"url\(|@import", elements.text("style"))


def test_ids_are_unique_and_every_reference_has_its_target(page: Page) -> None:
    attributes = [found for _, found in Elements(render(page)).found]
    ids = Counter(found["id"] for found in attributes if "id" in found)
    assert set(ids.values()) <= {1}
    referred = [name for found in attributes for name in (found.get("aria-labelledby") or "").split()]
    referred += [str(found["href"])[1:] for found in attributes if str(found.get("href")).startswith("#")]
    assert set(referred) <= ids.keys()


def test_every_chart_has_a_role_and_a_name(comparison: ComparisonPage) -> None:
    elements = Elements(render(comparison))
    charts = [found for found in elements.named("svg") if "aria-labelledby" in found]
    assert len(charts) == 5 + sum(bool(row.curves) for row in comparison.rows)
    titles = {found["id"] for found in elements.named("title") if "id" in found}
    for chart in charts:
        named, described = str(chart["aria-labelledby"]).split()
        assert chart["role"] == "img"
        assert named in titles
        assert described.endswith("-about")


def test_every_other_drawing_is_a_named_picture_or_hidden(comparison: ComparisonPage) -> None:
    html = render(comparison)
    others = [found for found in Elements(html).named("svg") if "aria-labelledby" not in found]
    assert comparison.hardest
    assert [found["class"] for found in others].count("digit") == len(comparison.hardest.shown)
    assert all(found.get("aria-hidden") == "true" or found["class"] == "digit" for found in others)
    named = re.findall(r'<svg class="digit"[^>]*role="img"><title>([^<]+)</title>', html)
    assert named == [
        "Drawing of the digit 8, misread most often as 1",
        "Drawing of the digit 8, misread most often as 3",
        "Drawing of the digit 9, misread most often as 7",
    ]


def test_the_hardest_digits_say_who_said_what(comparison: ComparisonPage) -> None:
    html = render(comparison)
    gallery = html.partition('<ol class="hardest">')[2].partition("</ol>")[0]
    cards = gallery.split("</ul>")
    assert "missed by 24 of 24 variants" in cards[0]
    assert re.findall(r'class="answer">(\d+)<', cards[2]) == ["7", "2", "9"]
    assert "and 5 said something else again" in cards[3]
    assert cards[1].count("right-answer") == 1
    assert "41 test images are misread" in html
    assert "Here are the 3 hardest" in html


def test_what_does_not_train_teaches(comparison: ComparisonPage) -> None:
    html = render(comparison)
    lessons = html.partition('<h2 id="failed">')[2].partition("</section>")[0]
    assert lessons.count("Every label needs an output unit of its own.") == 2
    assert "outside the valid range of [0, 5)" in lessons
    table = html.partition('<table class="wide sortable">')[2].partition("</table>")[0]
    assert "outside the valid range" not in table
    assert table.count("why it does not train</a>") == 2


def test_one_of_a_kind_is_not_many(comparison: ComparisonPage) -> None:
    assert comparison.hardest
    few = replace(comparison.hardest, shown=comparison.hardest.shown[:1], most=1, variants=1, networks=1)
    html = render(replace(comparison, rows=comparison.rows[:2], hardest=few, margin=0.01))
    assert "below 1 point<" in html
    assert "1 test image is misread" in html
    assert "of {all} variant shown" in html
    assert "hardest." not in html


def test_one_point_is_not_points(sheet: SheetPage) -> None:
    html = render(replace(sheet, possible=1))
    assert "of 1 point<" in html
    assert "0 of 1 point<" in html
    assert "1 points" not in html


def test_wide_tables_can_be_scrolled_by_keyboard(comparison: ComparisonPage) -> None:
    blocks = Elements(render(comparison)).named("div")
    scrolling = [found for found in blocks if found.get("class") == "scroll"]
    assert len(scrolling) > len(comparison.rows)
    for found in scrolling:
        assert found["tabindex"] == "0"
        assert found["role"] == "region"
        assert found["aria-label"]


def test_what_a_student_wrote_is_text(comparison: ComparisonPage, sheet: SheetPage) -> None:
    for html in (render(comparison), render(sheet)):
        assert "<script>alert" not in html
        assert "<img" not in html
        assert "&lt;script&gt;alert(&#39;name&#39;)&lt;/script&gt;" in html
        assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_failed_variants_say_so_and_keep_the_message(comparison: ComparisonPage) -> None:
    html = render(comparison)
    assert "0 of 5 trained" in html
    assert "4 of 5 trained" in html
    assert "outside the valid range of [0, 5)" in html


def test_the_baseline_is_pinned_and_the_axis_explained(comparison: ComparisonPage) -> None:
    html = render(comparison)
    pinned = html.partition('<tbody class="pinned">')[2].partition("</tbody>")[0]
    assert "logistic_regression" in pinned
    assert pinned.count("<tr>") == 1
    assert "the axis does not start at zero" in html


def test_states_are_words_beside_icons(comparison: ComparisonPage, sheet: SheetPage) -> None:
    for html in (render(comparison), render(sheet)):
        states = re.findall(STATE, html)
        assert len(states) == html.count('class="state ') > 5
        assert all(icon and word.strip() for icon, word in states)


def test_an_unknown_verdict_stops_the_page(sheet: SheetPage) -> None:
    block = sheet.exercises[0]
    odd = replace(block, criteria=(replace(block.criteria[0], verdict="splendid"),))
    with pytest.raises(jinja2.UndefinedError):
        render(replace(sheet, exercises=(odd,)))


def test_a_misspelt_field_stops_the_page(index: IndexPage) -> None:
    template = environment().from_string("{{ page.titel }}")
    with pytest.raises(jinja2.UndefinedError):
        template.render(page=index)


def test_a_link_that_would_run_something_stops_the_page(index: IndexPage) -> None:
    link = replace(index.sections[0].links[0], href="javascript:alert(1)")
    with pytest.raises(ForbiddenLink):
        render(replace(index, sections=(LinkSection("", (link,)),)))


def test_the_same_page_gives_the_same_text(page: Page) -> None:
    assert render(page) == render(page)


def test_an_empty_comparison_renders(comparison: ComparisonPage) -> None:
    html = render(replace(comparison, rows=(), students=None, notes=()))
    assert "No variant has an accuracy to draw." in html
    assert "Learning curves" not in html


def test_words_and_numbers_follow_the_language(comparison: ComparisonPage) -> None:
    spanish = {"All variants against the baseline": "Todas las variantes", "better": "mejor"}
    html = render(replace(comparison, language="es"), lambda text: spanish.get(text, text))
    assert '<html lang="es">' in html
    assert "Todas las variantes" in html
    assert "mejor</span>" in html
    assert "97.81\N{NO-BREAK SPACE}%" in html


@pytest.mark.parametrize("name", sorted(path.name for path in TEMPLATES.glob("*.html")))
def test_templates_hold_no_words_of_their_own(name: str) -> None:
    source = (TEMPLATES / name).read_text(encoding="utf-8")
    plain = "".join(value for _, kind, value in environment().lex(source) if kind == "data")
    assert re.findall(r"[^\W\d_]+", re.sub(r"<[^>]*>", " ", plain)) == []
    assert re.findall(r'(?:aria-label|title|alt|placeholder|data-words)="\w', plain) == []


def test_every_template_can_be_made_beforehand(index: IndexPage, monkeypatch: pytest.MonkeyPatch) -> None:
    compile_templates()
    loader = environment().loader
    assert loader is not None
    monkeypatch.setattr(loader, "load", lambda *_: pytest.fail("a template was made once more"))
    names = environment().list_templates(extensions=("html",))
    assert "class.html" in names
    for name in names:
        environment().get_template(name)
    assert "<html" in render(index)


def test_writing_is_whole_or_not_at_all(
    index: IndexPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new" / "index.html"
    write(index, path)
    before = path.read_text(encoding="utf-8")
    assert before == render(index)
    monkeypatch.setattr(Path, "replace", _disk_full)
    with pytest.raises(OSError, match="disk full"):
        write(replace(index, title="Other"), path)
    assert path.read_text(encoding="utf-8") == before
    assert [found.name for found in path.parent.iterdir()] == ["index.html"]


def _disk_full(*_: object) -> None:
    raise OSError("disk full")
