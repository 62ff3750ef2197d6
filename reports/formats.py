"""Numbers and dates as a reader sees them, by the locale of the page's language.

Fractions go in, finished text comes out. Spaces inside a number's text never break a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, get_decimal_symbol, get_group_symbol

_THIN = "\N{NARROW NO-BREAK SPACE}"
#: Whose decimal mark a language writes: our Spanish is Latin America's, and code has a point too.
_DECIMALS = {"es": "es_419"}
_MINUS = "\N{MINUS SIGN}"
_MANY_IMAGES = 1000


@dataclass(frozen=True)
class Numbers:
    """How numbers are written; `places` are the decimals that the number of images supports."""

    language: str = "en"
    places: int = 2

    @classmethod
    def for_images(cls, language: str, images: int) -> Numbers:
        """Two decimals of a percentage where an image weighs less than 0.1%, else one."""
        return cls(language, 2 if images >= _MANY_IMAGES else 1)

    def percent(self, fraction: float, places: int | None = None) -> str:
        """A fraction of 1 as "94.70%", or with a space before the sign where the locale has one."""
        return self._localised(f"{fraction * 100:.{self._or_own(places)}f}") + self._sign

    def share(self, percent: float) -> str:
        """A number of percent with its sign, and with none of its decimals that are zero: "33.5%"."""
        return self.plain(percent) + self._sign

    def points(self, fraction: float, places: int | None = None) -> str:
        """A difference of fractions in percentage points with its sign; no sign for zero."""
        text = f"{abs(fraction) * 100:.{self._or_own(places)}f}"
        sign = "" if float(text) == 0 else _MINUS if fraction < 0 else "+"
        return sign + self._localised(text)

    def size(self, fraction: float) -> str:
        """A difference of fractions in percentage points, whichever way it goes."""
        return self.plain(abs(fraction) * 100)

    def count(self, number: int) -> str:
        """A whole number, its thousands set apart."""
        text = format_decimal(number, locale=self._locale)
        if self._locale == "en":
            return text
        # The locale's own mark may be a point, which sets our decimals apart.
        return text.replace(get_group_symbol(self._locale), _THIN)

    def plain(self, number: float) -> str:
        """A number with at most two decimals and none that are zero: points of a score."""
        return self._localised(f"{number:.2f}".rstrip("0").rstrip("."))

    def short(self, number: float) -> str:
        """A round number of any size: thousands set apart, or as many decimals as it needs."""
        return self.count(round(number)) if number >= 1 else self._localised(f"{number:g}")

    def seconds(self, number: float) -> str:
        """Seconds without their unit: a decimal below ten, whole ones above."""
        return self._localised(f"{number:.1f}") if number < 9.95 else self.count(round(number))

    def mebibytes(self, number: float) -> str:
        """Bytes as whole MiB, without their unit."""
        return self.count(round(number / 2**20))

    def significant(self, number: float) -> str:
        """A loss with three significant digits, zeros at its end included."""
        return self._localised(f"{number:#.3g}")

    def power(self, exponent: int) -> str:
        """Ten to that power, without zeros that say nothing."""
        return self._localised(f"{10.0**exponent:g}")

    def percentages(self, low: float, high: float) -> str:
        """A range of fractions as "94.1–94.9%", or one of them where both are written alike."""
        first, last = self.percent(low), self.percent(high)
        return last if first == last else f"{first.removesuffix(self._sign)}–{last}"

    def losses(self, low: float, high: float) -> str:
        """A range of losses, or one of them where both are written alike."""
        first, last = self.significant(low), self.significant(high)
        return last if first == last else f"{first}–{last}"

    def day(self, day: date) -> str:
        """A date with its month as a word."""
        return format_date(day, "long", locale=self._locale)

    def moment(self, time: datetime) -> str:
        """A day with its time, to the minute, and the zone where the time has one."""
        clock = format_time(time, "HH:mm", locale=self._locale)
        return " ".join(filter(None, (f"{self.day(time)}, {clock}", time.tzname() or "")))

    @property
    def _sign(self) -> str:
        """The sign of a percentage, with the locale's space before it."""
        return Locale.parse(self._locale).percent_formats[None].pattern.lstrip("#,0")  # type: ignore[no-any-return]

    @property
    def _locale(self) -> str:
        return self.language.partition("-")[0]

    def _or_own(self, places: int | None) -> int:
        return self.places if places is None else places

    def _localised(self, text: str) -> str:
        return text.replace(".", get_decimal_symbol(_DECIMALS.get(self._locale, self._locale)))
