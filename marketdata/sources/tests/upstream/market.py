"""What really happened in a small made-up market: prices as they were paid, splits, dividends. Upstreams retell it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from marketdata.sources import calendars

# Friday evening in New York, after the close.
NOW = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)


# Made once: the days of a symbol, in order.
HISTORIES: dict[str, list["Day"]] = {}
DIVIDENDS: dict[str, dict[date, float]] = {}
OPENINGS: dict[str, dict[date, int]] = {}


@dataclass(frozen=True)
class Day:
    date: date
    open: float
    high: float
    low: float
    close: float
    volume: float


@dataclass(frozen=True, kw_only=True)
class Security:
    """An instrument as the world knew it; `gaps` are sessions for which a provider has nulls."""

    symbol: str
    name: str
    kind: str = "EQUITY"
    exchange: str = "NMS"
    currency: str = "USD"
    time_zone: str = "America/New_York"
    calendar: str = "XNYS"
    first: date = date(2020, 1, 2)
    start: float = 400.0
    decimals: int = 2
    volume: float = 1_000_000.0
    splits: Mapping[date, float] = field(default_factory=dict)
    dividends: Mapping[date, float] = field(default_factory=dict)
    gaps: frozenset = frozenset()

    def days(self, first: date, last: date) -> list[Day]:
        """Return the days between two dates as they were traded."""
        if self.symbol not in HISTORIES:
            every = calendars.sessions(self.calendar, self.first, NOW.date()).tolist()
            HISTORIES[self.symbol] = [self._day(at, day) for at, day in enumerate(every)]
        return [day for day in HISTORIES[self.symbol] if first <= day.date <= last]

    def _day(self, at: int, day: date) -> Day:
        """Return a day whose price, in the first day's shares, rises a little and wobbles."""
        shares = float(np.prod([ratio for split, ratio in self.splits.items() if split <= day]))
        base = self.start * (1 + 0.0004 * at + 0.01 * ((at * 7) % 11 - 5)) / shares
        open_, close = round(base, self.decimals), round(base * (1 + 0.002 * ((at * 3) % 7 - 3)), self.decimals)
        high, low = round(max(open_, close) * 1.01, self.decimals), round(min(open_, close) * 0.99, self.decimals)
        return Day(day, open_, high, low, close, float(round(self.volume * shares * (1 + at % 5 / 10))))

    def shares_since(self, day: date) -> float:
        """Return how many of today's shares one share of a day has become."""
        return float(np.prod([ratio for split, ratio in self.splits.items() if split > day]))

    def minutes(self, first: datetime, last: datetime, seconds: int) -> list[tuple[int, Day]]:
        """Return bars of regular hours between two moments, each with its Unix time, as they were traded."""
        found = []
        low, high = first.date() - timedelta(days=1), last.date() + timedelta(days=1)
        opens = calendars.opens(self.calendar, low, high)
        closes = calendars.closes(self.calendar, low, high)
        for begin, end in zip(opens.tolist(), closes.tolist(), strict=True):
            moment = begin.replace(tzinfo=UTC)
            while moment < end.replace(tzinfo=UTC):
                if first <= moment < last:
                    found.append((int(moment.timestamp()), self._minute(moment)))
                moment += timedelta(seconds=seconds)
        return found

    def _minute(self, moment: datetime) -> Day:
        at = int(moment.timestamp()) // 60
        base = round(self.start / self.shares_before(moment) * (1 + 0.001 * (at % 13)), self.decimals)
        day = moment.astimezone(ZoneInfo(self.time_zone)).date()
        return Day(day, base, round(base * 1.002, 4), round(base * 0.998, 4), base, 500.0)

    def shares_before(self, moment: datetime) -> float:
        return float(np.prod([ratio for split, ratio in self.splits.items() if split <= moment.date()]))

    def adjustment(self, day: date) -> float:
        """Return what one pays today, splits and dividends taken out, for what cost 1 on a day."""
        if self.symbol not in DIVIDENDS:
            DIVIDENDS[self.symbol] = {
                ex_date: 1 - amount / self.days(ex_date - timedelta(days=10), ex_date - timedelta(days=1))[-1].close
                for ex_date, amount in self.dividends.items()
            }
        later = [factor for ex_date, factor in DIVIDENDS[self.symbol].items() if ex_date > day]
        return float(np.prod(later)) / self.shares_since(day)

    def opening(self, day: date) -> int:
        """Return the Unix time at which a session begins."""
        if self.calendar not in OPENINGS:
            every = calendars.sessions(self.calendar, date(2020, 1, 1), NOW.date()).tolist()
            moments = calendars.opens(self.calendar, date(2020, 1, 1), NOW.date()).astype("datetime64[s]").astype(int)
            OPENINGS[self.calendar] = dict(zip(every, moments.tolist(), strict=True))
        return OPENINGS[self.calendar][day]


APPLE = Security(
    symbol="AAPL",
    name="Apple Inc.",
    splits={date(2020, 8, 31): 4.0},
    dividends={date(2020, 2, 7): 0.77, date(2020, 5, 8): 0.82, date(2020, 11, 6): 0.205, date(2024, 11, 8): 0.25},
)
VODAFONE = Security(
    symbol="VOD.L",
    name="Vodafone Group Plc",
    exchange="LSE",
    currency="GBp",
    time_zone="Europe/London",
    calendar="XLON",
    start=150.0,
    dividends={date(2020, 6, 11): 4.5},
)
BITCOIN = Security(
    symbol="BTC-USD",
    name="Bitcoin USD",
    kind="CRYPTOCURRENCY",
    exchange="CCC",
    time_zone="UTC",
    calendar="24/7",
    start=20_000.0,
)
EURO = Security(
    symbol="EURUSD=X",
    name="EUR/USD",
    kind="CURRENCY",
    exchange="CCY",
    time_zone="Europe/London",
    calendar="24/5",
    start=1.1,
    decimals=5,
    volume=0.0,
)
TOYOTA = Security(
    symbol="7203.T",
    name="Toyota Motor Corporation",
    exchange="JPX",
    currency="JPY",
    time_zone="Asia/Tokyo",
    calendar="XTKS",
    start=2_000.0,
    splits={date(2021, 9, 29): 5.0},
)
FUND = Security(symbol="SPY", name="SPDR S&P 500 ETF", kind="ETF", exchange="PCX", start=300.0)
INDEX = Security(symbol="^GSPC", name="S&P 500", kind="INDEX", exchange="SNP", start=3_000.0)
FUTURE = Security(symbol="ES=F", name="E-Mini S&P 500", kind="FUTURE", exchange="CME", calendar="CMES", start=3_000.0)
HOLED = Security(
    symbol="HOLE", name="Holed Corp.", gaps=frozenset({date(2024, 11, 27), date(2024, 12, 2)}), start=50.0
)
NEWCOMER = Security(symbol="NEWC", name="Newcomer Inc.", first=date(2025, 6, 2), start=20.0)
MARKET = {one.symbol: one for one in (APPLE, VODAFONE, BITCOIN, EURO, TOYOTA, FUND, INDEX, FUTURE, HOLED, NEWCOMER)}
