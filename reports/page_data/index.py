"""The data of a page of links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A place by its address, or one that is not there yet, which has none."""

    href: str
    title: str
    about: str


@dataclass(frozen=True)
class LinkSection:
    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class IndexPage:
    """The page in front: what was made, and where it lies.

    What it still `awaits`, if anything, is a sentence; it loads itself anew until then.
    """

    title: str
    lead: str
    sections: tuple[LinkSection, ...]
    language: str = "en"
    awaits: str = ""
