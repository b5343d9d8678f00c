"""Whether a run knew the future: it is run again on data that ends earlier, and must do the same until then."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from engine.backtest import CANCELLED, Ending, Outcome, Runner
from engine.bars import Bars, Times, timeline
from engine.events import OrderLog
from engine.lookahead.comparing import Parting, first_difference, line_of
from engine.lookahead.cuts import choose_cuts, spread_over
from engine.lookahead.findings import Act, Cut, CutResult, Difference, LookAhead, Skipped, Suspect
from engine.lookahead.rehearsing import AT_ONCE, Rehearsals, Stopped
from engine.lookahead.shortening import cut_at, with_another_future
from engine.spec import Spec
from engine.verdict import Verdict

FEWEST_CUTS: Final = 3
TIMES_IF_SUSPECT: Final = 3
MAX_CODE: Final = 200
MAX_CAUSES: Final = 10
MOST_FUTURES: Final = 12
# How long a run on data cut somewhere takes, in the time of the whole run.
_SHARE_OF_RUN: Final = 0.6
# The machine's doing, not the program's, where it was the machine that ended it: a MemoryError on fewer bars than the
# run had is the program's own word.
_UNFINISHED: Final = (Verdict.TIME, Verdict.MEMORY, Verdict.OUR_FAULT)


@dataclass(frozen=True, kw_only=True)
class Thoroughness:
    """
    How much a check may cost: cuts, bars of all symbols of a run that is checked at all, and about how many seconds.

    A program whose source can reach the future is cut three times as often. A run so slow that its cuts would take
    longer gets fewer of them, but never fewer than three.
    """

    cuts: int = 12
    most_bars: int = 500_000
    seconds: float = 10.0

    def cuts_for(self, elapsed_ms: float, *, is_suspect: bool) -> int:
        """
        Return at how many bars a run is cut that took so long.

        >>> [Thoroughness().cuts_for(elapsed_ms, is_suspect=False) for elapsed_ms in (80, 5_000, 50_000)]
        [12, 6, 3]
        >>> Thoroughness().cuts_for(80, is_suspect=True)
        36
        """
        wanted = self.cuts * (TIMES_IF_SUSPECT if is_suspect else 1)
        each = max(elapsed_ms, 1.0) / 1_000 * _SHARE_OF_RUN / AT_ONCE
        return max(min(wanted, int(self.seconds / each)), min(wanted, FEWEST_CUTS))

    def reason_to_skip(self, feeds: Sequence[Bars]) -> Skipped:
        """Return why a run over these bars is not checked, nothing if it is."""
        if not self.most_bars or not self.cuts:
            return "off"
        return "size" if sum(map(len, feeds)) > self.most_bars else ""


@dataclass(frozen=True, kw_only=True)
class _Comparison:
    """A run on other data beside the run itself, up to one bar."""

    bar: int
    outcome: Outcome
    parting: Parting | None

    @property
    def is_unfinished(self) -> bool:
        return self.outcome.is_cut_off and self.outcome.verdict in _UNFINISHED

    @property
    def is_different(self) -> bool:
        return not self.is_unfinished and (self.parting is not None or self.outcome.order_log is None)

    @property
    def result(self) -> CutResult:
        return "unfinished" if self.is_unfinished else "different" if self.is_different else "same"

    @property
    def first_bar(self) -> int:
        failed_on = self.outcome.failure.bar if self.outcome.failure else None
        return self.parting.bar if self.parting else self.bar if failed_on is None else min(failed_on, self.bar)


def check_look_ahead(
    *,
    sandbox: Runner,
    spec: Spec,
    feeds: Sequence[Bars],
    ending: Ending,
    thoroughness: Thoroughness,
    suspects: Sequence[Suspect] = (),
    should_stop: Callable[[], bool] | None = None,
) -> Ending:
    """
    Return an ending whose report says whether the run knew the future, unchanged if it has no report.

    `suspects` are the places in the source that can reach the future: reason for more cuts, and the causes of a
    difference. A run that is stopped meanwhile ends as cancelled.

    :raises SandboxUnavailable: if this system cannot isolate strategies any more.
    """
    if ending.report is None or ending.order_log is None:
        return ending
    if skipped := thoroughness.reason_to_skip(feeds):
        return _told(ending, LookAhead(finding="skipped", skipped=skipped))
    count = thoroughness.cuts_for(ending.elapsed_ms, is_suspect=bool(suspects))
    bars = choose_cuts(feeds, ending.order_log, count=count)
    try:
        with Rehearsals(sandbox, spec, should_stop=should_stop) as rehearsals:
            check = _Check(rehearsals, feeds=feeds, log=ending.order_log, symbols=spec.symbols, source=spec.source)
            found = check.found(bars)
    except Stopped:
        return Ending(verdict=Verdict.CANCELLED, failure=CANCELLED, elapsed_ms=ending.elapsed_ms)
    if found.finding in ("hindsight", "length"):
        found = replace(found, causes=tuple(suspects)[:MAX_CAUSES])
    return _told(ending, found)


def _told(ending: Ending, found: LookAhead) -> Ending:
    return replace(ending, report=ending.report and replace(ending.report, look_ahead=found))


class _Check:
    """One run and the others it is compared with."""

    def __init__(
        self, rehearsals: Rehearsals, *, feeds: Sequence[Bars], log: OrderLog, symbols: tuple[str, ...], source: str
    ) -> None:
        self._rehearsals = rehearsals
        self._feeds = feeds
        self._log = log
        self._symbols = symbols
        self._lines = source.splitlines()
        self._clock: Times = timeline(feeds)

    def found(self, bars: Sequence[int]) -> LookAhead:
        """Compare the run with its cuts at these bars and return what came of it."""
        if not bars:
            return LookAhead(finding="skipped", skipped="short")
        compared = self._compared(bars, (cut_at(self._feeds, self._clock[bar]) for bar in bars))
        cuts = tuple(Cut(bar=one.bar, date=self._date(one.bar), outcome=one.result) for one in compared)
        different = [one for one in compared if one.is_different]
        if different:
            return self._explained(cuts, different)
        if all(one.is_unfinished for one in compared):
            return LookAhead(finding="skipped", skipped="unfinished", cuts=cuts)
        return LookAhead(finding="clean", cuts=cuts)

    def _explained(self, cuts: tuple[Cut, ...], different: list[_Comparison]) -> LookAhead:
        """Tell knowledge of prices from knowledge of where they end, and both from chance."""
        (control,) = self._compared([different[-1].bar], [self._feeds])
        if control.is_different:
            return LookAhead(finding="unrepeatable", cuts=cuts, difference=self._difference(control, None))
        knowing = self._knowing(different)
        earliest = knowing or min(different, key=lambda comparison: comparison.first_bar)
        difference = self._difference(earliest, control.outcome.order_log)
        return LookAhead(finding="hindsight" if knowing else "length", cuts=cuts, difference=difference)

    def _knowing(self, different: Sequence[_Comparison]) -> _Comparison | None:
        """Return the first cut before which another future changes something too; None if none of a dozen does."""
        tried = sorted(islice(spread_over(range(len(different))), MOST_FUTURES))
        for first in range(0, len(tried), AT_ONCE):
            some = [different[place] for place in tried[first : first + AT_ONCE]]
            futures = (with_another_future(self._feeds, self._clock[one.bar]) for one in some)
            others = self._compared([one.bar for one in some], futures)
            knowing = [one for one, other in zip(some, others, strict=True) if other.is_different]
            if knowing:
                return min(knowing, key=lambda comparison: comparison.first_bar)
        return None

    def _compared(self, bars: Sequence[int], every: Iterable[Sequence[Bars]]) -> list[_Comparison]:
        return [
            _Comparison(bar=bar, outcome=outcome, parting=self._parting(outcome, bar))
            for bar, outcome in zip(bars, self._rehearsals.outcomes(every), strict=True)
        ]

    def _parting(self, outcome: Outcome, bar: int) -> Parting | None:
        if outcome.order_log is None:
            return None
        return first_difference(self._log, outcome.order_log, until=bar, symbols=self._symbols)

    def _difference(self, one: _Comparison, traced: OrderLog | None) -> Difference:
        """Return what differs in words of the report; `traced` is the log of a run that kept its lines."""
        failure = one.outcome.failure if one.parting is None else None
        full = one.parting.full if one.parting else self._sent_on(one.first_bar)
        other = one.parting.cut_short if one.parting else None
        if full and traced:
            full = replace(full, line=line_of(traced, full.order))
        line = (failure and failure.line) or (full and full.line) or (other and other.line) or 0
        return Difference(
            bar=one.first_bar,
            date=self._date(one.first_bar),
            cut_date=self._date(one.bar),
            full=full,
            cut_short=other,
            failure=failure.message if failure else "",
            line=line,
            code=self._lines[line - 1].strip()[:MAX_CODE] if 0 < line <= len(self._lines) else "",
        )

    def _sent_on(self, bar: int) -> Act | None:
        parting = first_difference(
            replace(self._log, placed=[order for order in self._log.placed if order.bar == bar], fills=[], ended=[]),
            replace(self._log, placed=[], fills=[], ended=[]),
            until=bar,
            symbols=self._symbols,
        )
        return parting.full if parting else None

    def _date(self, bar: int) -> str:
        """Return the moment of a bar in ISO form, the day alone at midnight."""
        moment = self._clock[bar]
        day = moment.astype("datetime64[D]")
        return str(day if day == moment else moment.astype("datetime64[s]"))
