"""What the returns of a run are returns of, how many of them a year has, and how texts about them say so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self

from engine.bars import Bars
from engine.intervals import Span
from engine.metrics.metric import DAILY, SAME_DAYS, Metric

# One after the other: the longer words contain the shorter ones.
DAY_WORDS: Final = ("trading days", "Trading days", "trading day", "Daily", "daily", "days", "Day", "day")
WORDS: Final[Mapping[Span, tuple[str, ...]]] = {
    "week": ("weeks", "Weeks", "week", "Weekly", "weekly", "weeks", "Week", "week"),
    "month": ("months", "Months", "month", "Monthly", "monthly", "months", "Month", "month"),
}
MADE_YEARLY: Final = "periods a year"
# Longer bars were never less than a day: these are left without a value.
OF_A_DAY: Final = ("best_day", "worst_day", "positive_days")
# Whose texts name the day, though they do not rest on returns.
OTHERS: Final = ("trading_days",)


@dataclass(frozen=True, kw_only=True)
class Annualisation:
    """The span each return is measured over, how many of these a year has, and whose calendars say so."""

    span: Span = "day"
    periods_per_year: int = 252
    bars_per_year: int = 252
    calendars: tuple[str, ...] = ()
    is_reduced: bool = False

    @classmethod
    def of(cls, feeds: Sequence[Bars]) -> Self:
        """Return what the returns of a run over these bars, all of one interval, are made yearly with."""
        frame = feeds[0].timeframe
        bars_per_year = max(bars.periods_per_year for bars in feeds)
        # A basket of stocks and crypto is valued on every day either has a bar.
        dates = max(bars.dates_per_year for bars in feeds)
        return cls(
            span=frame.span,
            periods_per_year=dates if frame.is_intraday else bars_per_year,
            bars_per_year=bars_per_year,
            calendars=tuple(dict.fromkeys(bars.calendar for bars in feeds if bars.calendar)),
            is_reduced=frame.is_intraday,
        )

    @classmethod
    def from_facts(cls, facts: Mapping[str, Any]) -> Self:
        """Return what `to_facts` wrote; of runs before that, days, as many a year as they say."""
        known = facts.get("annualisation")
        if known is None:
            periods = facts.get("periods_per_year", 252)
            return cls(periods_per_year=periods, bars_per_year=periods)
        values = {name: value for name, value in known.items() if name != "text"}
        return cls(**values | {"calendars": tuple(values["calendars"])})

    def to_facts(self) -> dict[str, Any]:
        """Return this as JSON-ready values, with the sentence for people."""
        return {
            "span": self.span,
            "periods_per_year": self.periods_per_year,
            "bars_per_year": self.bars_per_year,
            "calendars": list(self.calendars),
            "is_reduced": self.is_reduced,
            "text": self.text,
        }

    @property
    def text(self) -> str:
        """
        Return how many returns a year has, and why, as a sentence.

        >>> Annualisation(periods_per_year=252, calendars=("XNYS",)).text
        'A year has 252 trading days (calendar XNYS).'
        >>> Annualisation(span="week", periods_per_year=52, calendars=("XNYS",)).text
        'A year has 52 weeks.'
        >>> Annualisation(bars_per_year=1755, is_reduced=True).text
        'A year has 252 trading days; its 1,755 bars are reduced to one value a day.'
        """
        spans = "trading days" if self.span == "day" else f"{self.span}s"
        names = f" (calendar {', '.join(self.calendars)})" if self.calendars and self.span == "day" else ""
        bars = f"; its {self.bars_per_year:,} bars are reduced to one value a day" if self.is_reduced else ""
        return f"A year has {self.periods_per_year} {spans}{names}{bars}."

    def in_words(self, text: str) -> str:
        """
        Return a text about days as one about the span of the returns.

        >>> Annualisation(span="week").in_words("On one day in twenty; of daily returns, not of trading days.")
        'On one week in twenty; of weekly returns, not of weeks.'
        """
        for word, other in zip(DAY_WORDS, WORDS.get(self.span, ()), strict=False):
            text = text.replace(word, other)
        return text

    def told(self, entry: Metric) -> Metric:
        """Return a metric's catalogue entry with its texts as they are true of this run."""
        if (entry.sample != "daily returns" and entry.key not in OTHERS) or entry.key in OF_A_DAY:
            return entry
        convention = entry.convention
        if self.span != "day":
            convention = convention.replace(DAILY, f"From {self.span}ly changes of equity after all costs.")
            convention = convention.replace(SAME_DAYS, SAME_DAYS.replace("the same days", f"the same {self.span}s"))
        is_yearly = MADE_YEARLY in entry.formula
        return replace(
            entry,
            label=self.in_words(entry.label),
            meaning=self.in_words(entry.meaning),
            convention=f"{self.in_words(convention)} {self.text}" if is_yearly else self.in_words(convention),
            format="count" if entry.format == "days" and self.span != "day" else entry.format,
        )
