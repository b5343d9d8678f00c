"""What every source of prices hands over, and how it says that it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, Protocol

from engine.bars import Bars


class AssetClass(StrEnum):
    """What kind of thing is traded."""

    STOCK = "STOCK"
    ETF = "ETF"
    INDEX = "INDEX"
    CRYPTO = "CRYPTO"
    FOREX = "FOREX"
    FUTURE = "FUTURE"


class Interval(StrEnum):
    """How long a bar lasts; a week begins on Monday, a month on the first."""

    M1 = "1m"
    M5 = "5m"
    M15 = "15m"
    M30 = "30m"
    H1 = "1h"
    D1 = "1d"
    WK1 = "1wk"
    MO1 = "1mo"

    @property
    def is_intraday(self) -> bool:
        """Return whether several bars fall on one day."""
        return self.seconds < 86_400

    @property
    def seconds(self) -> int:
        """Return how long a bar lasts; a month counts 30 days."""
        return SECONDS[self]


SECONDS: Mapping[Interval, int] = {
    Interval.M1: 60,
    Interval.M5: 300,
    Interval.M15: 900,
    Interval.M30: 1_800,
    Interval.H1: 3_600,
    Interval.D1: 86_400,
    Interval.WK1: 604_800,
    Interval.MO1: 2_592_000,
}


class Basis(StrEnum):
    """In which terms prices are given."""

    AS_TRADED = "AS_TRADED"  # what was paid on the day
    SPLIT_ADJUSTED = "SPLIT_ADJUSTED"  # in today's shares
    ADJUSTED = "ADJUSTED"  # in today's shares, dividends taken out


@dataclass(frozen=True, kw_only=True)
class Listing:
    """What is traded: the facts about an instrument that do not change from bar to bar."""

    symbol: str
    name: str
    asset_class: AssetClass
    periods_per_year: int
    description: str
    currency: str = "USD"
    lot_size: float = 1.0
    price_decimals: int = 2
    is_simulated: bool = False


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Bars of one listing with everything a reader must know about where they come from."""

    listing: Listing
    bars: Bars
    licence: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Identified:
    """
    What a symbol says about itself, before any source was asked.

    `symbol` is in Yahoo's spelling. What it does not tell is empty: an American symbol does not name its exchange.
    """

    symbol: str
    asset_class: AssetClass
    exchange: str  # ISO 10383 code
    calendar: str  # a name `calendars` knows
    currency: str


@dataclass(frozen=True, kw_only=True)
class SourceFacts:
    """What a source offers, for the chain that chooses and the page that explains."""

    name: str
    label: str
    intervals: Mapping[Interval, int | None]  # days of history, None for all there is
    asset_classes: frozenset[AssetClass]
    basis: Basis  # of daily bars; `Fetched.basis` says it of those at hand
    volume_unit: str
    time_zone: str
    needs_key: bool
    requests_a_minute: int
    url_note: str
    requests_a_day: int | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class BarRequest:
    """Which bars are wanted; both dates belong to the range, no first date means all there is."""

    symbol: str
    asset_class: AssetClass
    interval: Interval
    first_date: date | None
    last_date: date


@dataclass(frozen=True, kw_only=True)
class Action:
    """
    A split or a dividend, on the day its effect is in the price.

    The value of a split is the number of new shares for one old; of a dividend the cash a share as it was paid.
    """

    date: date
    kind: Literal["split", "dividend"]
    value: float


@dataclass(frozen=True, kw_only=True)
class Quote:
    """The last price a source knows; `delay_minutes` is None when it does not say how old its prices are."""

    price: float
    at: datetime
    currency: str
    delay_minutes: int | None = None


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """
    Bars as a source gave them, and what it said besides.

    Only bars that are over are among them. `actions` are all splits and dividends from `actions_first_date` to the
    day of fetching; None means that the source does not tell, and `actions` is empty.
    """

    listing: Listing
    identified: Identified
    bars: Bars
    basis: Basis
    actions: tuple[Action, ...]
    actions_first_date: date | None
    quote: Quote | None
    fetched_at: datetime
    requests: int
    notes: tuple[str, ...] = ()


class Failure(StrEnum):
    """Why a source did not deliver."""

    NO_KEY = "NO_KEY"
    KEY_REJECTED = "KEY_REJECTED"
    RATE_LIMITED = "RATE_LIMITED"
    UNKNOWN_SYMBOL = "UNKNOWN_SYMBOL"
    NO_BARS = "NO_BARS"
    NOT_OFFERED = "NOT_OFFERED"
    UNAVAILABLE = "UNAVAILABLE"
    BAD_ANSWER = "BAD_ANSWER"


class SourceError(Exception):
    """
    A source's refusal or failure, in a sentence for the user: never with a key or an address in it.

    `retry_after` is the number of seconds the source asked to be left alone.
    """

    def __init__(self, kind: Failure, text: str, retry_after: float | None = None) -> None:
        super().__init__(kind, text, retry_after)
        self.kind = kind
        self.text = text
        self.retry_after = retry_after

    def __str__(self) -> str:
        return self.text


class Source(Protocol):
    """Where prices come from."""

    @property
    def facts(self) -> SourceFacts:
        """Return what this source offers."""
        ...

    def fetch(self, request: BarRequest) -> Fetched:
        """
        Return the bars asked for.

        :raises SourceError: if they cannot be had, with the reason.
        """
        ...

    def search(self, words: str) -> list[Listing]:
        """
        Return the instruments that match, best first; none if this source cannot search.

        :raises SourceError: if the source cannot be asked.
        """
        ...
