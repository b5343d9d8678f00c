"""What came of the look-ahead check, as it is stored, shown and told to programs."""

from dataclasses import dataclass
from typing import Literal

from engine.events import EndReason, OrderType, Side

# What a check ends with. `length`: only where the data ends changes what is ordered, no price after that.
Finding = Literal["clean", "hindsight", "length", "unrepeatable", "skipped"]
# Why there was none, or nothing to say: switched off, too large, too few bars, no cut could be compared.
Skipped = Literal["", "off", "size", "short", "unfinished", "unavailable"]
CutResult = Literal["same", "different", "unfinished"]
ActKind = Literal["placed", "filled", "ended"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A run on the data up to one bar, and whether it did the same until then."""

    bar: int
    date: str
    outcome: CutResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """
    Something that happened to an order: it was placed, filled or ended.

    `line` is the line of the source that sent it, 0 where that is not known.
    """

    kind: ActKind
    order: int
    symbol: str
    side: Side | None
    type: OrderType | None
    size: float
    price: float | None = None
    limit_price: float | None = None
    reason: EndReason | None = None
    line: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """
    The first thing the run did otherwise than a run on the data up to the date of the cut.

    `full` is what the run did and `cut_short` what the other one did, None for nothing; a run on fewer bars that
    failed has its message in `failure` instead. `line` and `code` are the place in the source, where it is known.
    """

    bar: int
    date: str
    cut_date: str
    full: Act | None = None
    cut_short: Act | None = None
    failure: str = ""
    line: int = 0
    code: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suspect:
    """A place in the source that can read what has not happened yet: a reason to look, not a fault."""

    line: int
    code: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class LookAhead:
    """
    Whether a run knew the future: its orders must be those of runs whose data ends earlier.

    If it did, `causes` are the places that may be why.
    """

    finding: Finding
    skipped: Skipped = ""
    cuts: tuple[Cut, ...] = ()
    difference: Difference | None = None
    causes: tuple[Suspect, ...] = ()

    @property
    def compared(self) -> int:
        """Return how many cuts could be compared."""
        return sum(cut.outcome != "unfinished" for cut in self.cuts)

    @property
    def is_unchecked(self) -> bool:
        """Return whether the run was cut, and too few of the cuts came to an end to say anything."""
        return self.compared * 2 < len(self.cuts)

    @property
    def identical(self) -> int:
        """Return how many cuts did the same as the run."""
        return sum(cut.outcome == "same" for cut in self.cuts)
