"""What every error of ours is: a sentence with its values, so that it can be told in any language."""

from __future__ import annotations


class Told(Exception):
    """One line that says what to do: an English template with named fields, and what fills them.

    `str()` of it is the English sentence; who tells it in another language takes `template`, the
    key of gettext catalogues, and `values`. A template without values is taken as it is.
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template.format(**values) if values else template)
        self.template, self.values = template, values


class UnusableData(Told):
    """The data asked for are absent or not of the promised form; the message says what to do."""
