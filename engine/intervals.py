"""How long a bar lasts: what each interval is called in Backtrader, and what its returns are returns of."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

# What a return of the account is measured over: several bars of a day are one day.
Span = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Timeframe:
    """An interval as Backtrader names it, so many of a unit, and the span its returns are measured over."""

    name: Literal["Minutes", "Days", "Weeks", "Months"]
    compression: int
    span: Span = "day"

    @property
    def is_intraday(self) -> bool:
        """Return whether several bars fall on one day."""
        return self.name == "Minutes"


TIMEFRAMES: Final[Mapping[str, Timeframe]] = MappingProxyType(
    {
        "1m": Timeframe("Minutes", 1),
        "5m": Timeframe("Minutes", 5),
        "15m": Timeframe("Minutes", 15),
        "30m": Timeframe("Minutes", 30),
        "1h": Timeframe("Minutes", 60),
        "1d": Timeframe("Days", 1),
        "1wk": Timeframe("Weeks", 1, "week"),
        "1mo": Timeframe("Months", 1, "month"),
    }
)
