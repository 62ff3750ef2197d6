"""The data of a page of links."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    href: str
    title: str
    about: str


@dataclass(frozen=True)
class LinkSection:
    heading: str
    links: tuple[Link, ...]


@dataclass(frozen=True)
class IndexPage:
    """The page in front: what was made, and where it lies."""

    title: str
    lead: str
    sections: tuple[LinkSection, ...]
    language: str = "en"
