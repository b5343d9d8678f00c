"""Fetch the prices that are missing: one source after the other, one process at a time, and the tale of it kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import structlog
from django.conf import settings

from marketdata import flights, gates, selectors, storing
from marketdata.models import FetchAttempt
from marketdata.sources import calendars, intervals, ranges
from marketdata.sources.attempts import Asking, Attempt, ask_in_order, knows_of_none, tale
from marketdata.sources.base import BarRequest, Failure, Fetched, Identified, Interval, SourceError, SourceFacts
from marketdata.sources.intervals import next_start
from marketdata.sources.ranges import ONE_DAY, Days
from marketdata.sources.symbols import identify, is_plausible
from marketdata.upstreams import upstreams

# Before any source's first price: all there is, is asked for from here on.
EARLIEST: Final = date(1900, 1, 1)
logger = structlog.get_logger(__name__)

WAIT_SECONDS: Final = 90.0
# A daily bar in 365 / 252 days, and a holiday or two.
DAYS_A_SESSION: Final = 1.5
DAYS_CLOSED: Final = 14
SHORTEST_SESSION: Final = 6 * 3_600
# Closing auctions, and feeds a quarter of an hour late: a session is fetched when its last prices are there.
SETTLES_AFTER: Final = timedelta(hours=1)
# A source may be late with its latest bars. Days as recent as these count as known only once there are bars of them,
# and are asked for again, but not at once.
MAY_BE_LATE: Final = timedelta(days=4)
ASKED_AGAIN_AFTER: Final = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which bars somebody asks for; `warmup` bars before the first day are a wish, the rest a must."""

    symbol: str
    interval: Interval = Interval.D1
    first_date: date | None = None
    last_date: date | None = None
    warmup: int = 0
    reason: str = FetchAttempt.Reason.RUN


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How fetching went: what each source said, and the days that are still missing."""

    attempts: tuple[Attempt, ...] = ()
    lacking: tuple[Days, ...] = ()
    has_waited: bool = False

    @property
    def tale(self) -> str:
        """Return what was said in one line; nothing when nobody had to be asked."""
        return tale(self.attempts)

    @property
    def bar_count(self) -> int:
        """Return how many bars were brought."""
        return sum(attempt.bar_count for attempt in self.attempts)


def fetch_missing(
    wanted: Wanted,
    *,
    patience: float = 0.0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    say: Callable[[str], None] = lambda _: None,
) -> Outcome:
    """Fetch what is not stored of the bars wanted; what cannot be had is told in the outcome, never raised."""
    identified = identify(wanted.symbol)
    if not upstreams() or selectors.is_bundled(wanted.symbol, wanted.interval) or not is_plausible(identified.symbol):
        return Outcome()
    if not _lacking(wanted, identified, now()):
        return Outcome()
    name = f"{identified.symbol}:{wanted.interval}"
    client = gates.client(settings.REDIS_URL)

    def tell() -> None:
        say(f"Waiting for {identified.symbol}, which another process is fetching")

    with flights.alone(client=client, name=name, wait_seconds=WAIT_SECONDS, on_wait=tell) as flight:
        # Somebody else may have brought it meanwhile: then this is empty, and no source is asked.
        lacking = _lacking(wanted, identified, now())
        if flight is None or not lacking:
            return Outcome(lacking=tuple(lacking), has_waited=True)
        return _Fetch(wanted, identified, flight, patience, now, say).bring(lacking)


@dataclass(frozen=True)
class _Fetch:
    """One fetch of one series, by whoever holds the right to."""

    wanted: Wanted
    identified: Identified
    flight: flights.Flight
    patience: float
    now: Callable[[], datetime]
    say: Callable[[str], None]

    def bring(self, lacking: Sequence[Days]) -> Outcome:
        """Ask for what is lacking, the latest days first: their splits tell in which shares the others are."""
        attempts: list[Attempt] = []
        for days in reversed(lacking):
            found = self._ask(days)
            attempts += found
            if knows_of_none(found):
                self._note_none(days)
        return Outcome(attempts=tuple(attempts), lacking=tuple(_lacking(self.wanted, self.identified, self.now())))

    def _note_none(self, days: Days) -> None:
        """Note that there is nothing to be had of these days, so that nobody asks again."""
        last = min(days.last, self._settled())
        if days.first <= last:
            storing.note_covered(
                symbol=self.identified.symbol, interval=self.wanted.interval, first_date=days.first, last_date=last
            )

    def _settled(self) -> date:
        """Return the last day of which no bar may come late, of weeks and months the last one's."""
        return intervals.first_day(self.now().date() - MAY_BE_LATE + ONE_DAY, self.wanted.interval) - ONE_DAY

    def _ask(self, days: Days) -> list[Attempt]:
        request = BarRequest(
            symbol=self.identified.symbol,
            asset_class=self.identified.asset_class,
            interval=self.wanted.interval,
            first_date=None if days.first == EARLIEST else days.first,
            last_date=days.last,
        )
        asking = Asking(
            gate=gates.shared_gate(patience=self.patience),
            keep=self._keep,
            today=self.now().date(),
            needed_first=self.wanted.first_date,
            on_attempt=self._tell,
        )
        attempts = ask_in_order(upstreams(), request, asking)
        record(attempts, self.wanted.reason)
        return attempts

    def _keep(self, fetched: Fetched, request: BarRequest) -> None:
        if not self.flight.holds():
            # Another one took over, because this took too long, and may have stored newer prices already.
            raise SourceError(Failure.UNAVAILABLE, f"{fetched.bars.source} took too long to answer.")
        last = intervals.last_day(fetched.bars.dates[-1].item(), request.interval)
        storing.merge_bars(
            fetched=fetched,
            first_date=request.first_date or EARLIEST,
            last_date=min(request.last_date, max(last, self._settled())),
        )

    def _tell(self, facts: SourceFacts) -> None:
        self.say(f"Asking {facts.label} for {self.identified.symbol}")


def _lacking(wanted: Wanted, identified: Identified, now: datetime) -> list[Days]:
    """Return the days to be fetched: neither stored, nor still to come, nor without any session."""
    # Weeks and months are asked for whole: what is left of one at either end would be kept as if there were no bar.
    first = intervals.first_day(first_day(wanted), wanted.interval)
    last = min(intervals.last_day(wanted.last_date or now.date(), wanted.interval), now.date())
    if first > last:
        return []
    gaps = selectors.missing_days(symbol=identified.symbol, interval=wanted.interval, first_date=first, last_date=last)
    if gaps and gaps[-1][1] > now.date() - MAY_BE_LATE:
        gaps = _not_asked_just_now(gaps, identified.symbol, wanted.interval, now)
    cut = (_cut(Days(*gap), wanted.interval, identified.calendar, now) for gap in gaps)
    return [days for days in cut if days is not None]


def _not_asked_just_now(
    gaps: list[tuple[date, date]], symbol: str, interval: Interval, now: datetime
) -> list[tuple[date, date]]:
    """Return gaps without the recent days that sources were late with a moment ago; a series must be there to wait."""
    if selectors.coverage(symbol, interval) is None:
        return gaps
    left = [Days(*gap) for gap in gaps]
    for answered in selectors.answered_since(symbol, interval, now - ASKED_AGAIN_AFTER):
        recent = Days(max(answered.first, now.date() - MAY_BE_LATE + ONE_DAY), answered.last)
        left = ranges.without(left, recent) if recent.first <= recent.last else left
    return [(days.first, days.last) for days in left]


def first_day(wanted: Wanted) -> date:
    """
    Return the first day to be stored, far enough back for the warm-up.

    >>> first_day(Wanted(symbol="AAPL", first_date=date(2020, 3, 2), warmup=20))
    datetime.date(2020, 1, 18)
    """
    if wanted.first_date is None:
        return EARLIEST
    if not wanted.warmup:
        return wanted.first_date
    bars_a_day = max(1.0, SHORTEST_SESSION / wanted.interval.seconds) if wanted.interval.is_intraday else 1.0
    days_a_bar = max(1.0, wanted.interval.seconds / 86_400)
    days = int(wanted.warmup * days_a_bar * DAYS_A_SESSION / bars_a_day) + DAYS_CLOSED
    return max(EARLIEST, wanted.first_date - timedelta(days=days))


def _cut(gap: Days, interval: Interval, calendar: str, now: datetime) -> Days | None:
    """Return a gap without the days that are not over; None when no market was open in what is left."""
    try:
        last = _last_day_over(gap, interval, calendar, now)
        if gap.first > last:
            return None
        # All there is, is not worth counting; nor is what reaches back decades.
        if last - gap.first < timedelta(days=31) and not len(calendars.sessions(calendar, gap.first, last)):
            return None
    except calendars.CalendarError:
        last = min(gap.last, now.date() - ONE_DAY)
        return Days(gap.first, last) if gap.first <= last else None
    return Days(gap.first, last)


def _last_day_over(gap: Days, interval: Interval, calendar: str, now: datetime) -> date:
    """Return the last day of a gap whose bars are complete."""
    last = gap.last
    while last >= gap.first and not calendars.is_over(calendar, last, now - SETTLES_AFTER):
        last -= ONE_DAY
    if interval in (Interval.WK1, Interval.MO1):
        start = last - timedelta(days=last.weekday()) if interval is Interval.WK1 else last.replace(day=1)
        end = next_start(start, interval) - ONE_DAY
        return last if end == last else start - ONE_DAY
    return last


def record(attempts: Sequence[Attempt], reason: str) -> None:
    """Write down what each source said."""
    FetchAttempt.objects.bulk_create([_row(attempt, reason) for attempt in attempts])
    for attempt in attempts:
        logger.info(
            "prices_asked_for",
            source=attempt.source,
            symbol=attempt.request.symbol,
            interval=attempt.request.interval.value,
            outcome=attempt.outcome,
            milliseconds=attempt.milliseconds,
            bars=attempt.bar_count,
        )


def _row(attempt: Attempt, reason: str) -> FetchAttempt:
    request = attempt.request
    return FetchAttempt(
        source=attempt.source,
        symbol=request.symbol,
        interval=request.interval.value,
        first_date=request.first_date,
        last_date=request.last_date,
        outcome=attempt.outcome,
        was_asked=attempt.was_asked,
        sentence=attempt.sentence,
        milliseconds=attempt.milliseconds,
        bar_count=attempt.bar_count,
        requests=attempt.requests,
        reason=reason,
    )
