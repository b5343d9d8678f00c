"""Backtrader's Cerebro, with a bar loop for the common case: one strategy, prices at whole bars."""

import time
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

import backtrader as bt
import numpy as np
from backtrader.linebuffer import LineActions
from backtrader.lineiterator import LineIterator
from backtrader.lineseries import LineSeriesStub

from engine.bars import Bars
from engine.simulation.broker import LeanBroker
from engine.simulation.costs import make_broker
from engine.simulation.failures import fail
from engine.simulation.feeds import make_feed
from engine.simulation.kernels import compute_once
from engine.simulation.lines import fill, quicken, quicken_owner, view
from engine.simulation.recorder import Recorder
from engine.simulation.sizing import give_sizer
from engine.simulation.timetable import Origins, Timetable
from engine.spec import Spec

DIFFERENT_DATES: Final = "symbols with different dates"

# Lines, and where they stand at each bar of the run.
Move = tuple[tuple[Any, ...], list[int]]


class LeanCerebro(bt.Cerebro):
    """
    A Cerebro that gives the same orders, fills and values as the stock one, sooner.

    The lean loop calls the broker only on bars with a live order and the strategy's notifications only when there
    is one. Whatever it does not cover runs in the stock loop; `path_reason` says why.
    """

    recorder: Recorder
    spec: Spec
    allows_lean = True
    shares_dates = True

    def __init__(self) -> None:
        super().__init__()
        self.engine_path = "lean"
        self.path_reason = ""
        self.warmup_bars = 0

    # The stock loops --------------------------------------------------------

    def _brokernotify(self) -> None:
        # Every loop comes by here once a bar.
        self.recorder.bar += 1
        self.recorder.report_progress()
        super()._brokernotify()

    def stop_writers(self, runstrats: Any) -> None:
        """Skip the summary the stock method puts together even when nobody writes it."""
        if self.runwriters:
            super().stop_writers(runstrats)

    def _runnext(self, runstrats: Any) -> None:
        self._prepare(runstrats[0])
        self._step_bar_by_bar(runstrats, "an indicator can only be computed bar by bar")

    def _step_bar_by_bar(self, runstrats: Any, reason: str) -> None:
        self.engine_path, self.path_reason = "stock", reason
        super()._runnext(runstrats)

    def _runonce(self, runstrats: Any) -> None:
        strategy = runstrats[0]
        self._prepare(strategy)
        origins = Origins(strategy)
        if not self.shares_dates and not origins.can_be_columns(strategy):
            # Whole columns are combined row by row: a line made of two feeds would mix prices of different days.
            self._step_bar_by_bar(runstrats, DIFFERENT_DATES)
            return
        self.path_reason = self._obstacle(strategy)
        if self.path_reason:
            self.engine_path = "stock"
            # The stock loop asks the strategy to compute its indicators; these are ours.
            strategy.__dict__["_once"] = partial(self._compute, strategy)
            super()._runonce(runstrats)
        else:
            self._run_lean(strategy, origins)

    def _prepare(self, strategy: Any) -> None:
        self._check_warmup(strategy)
        give_sizer(strategy, self.spec)
        for indicator in strategy._lineiterators[LineIterator.IndType]:
            # Backtrader lets bt.Max(0.0, line) follow the strategy, which moves last: such a line would lag a bar
            # behind and answer with its very last value on the first.
            if indicator._clock is strategy:
                indicator._clock = strategy.datas[0]

    def _check_warmup(self, strategy: Any) -> None:
        needed = [max(feed._minperiod, period) for feed, period in zip(self.datas, strategy._minperiods, strict=True)]
        self.warmup_bars = max(needed) - 1
        for feed, bars in zip(self.datas, needed, strict=True):
            if bars > len(feed.bars):
                raise fail(
                    f"The strategy's indicators need {bars:,} bars of {feed._name} before their first value, "
                    f"and the chosen period has {len(feed.bars):,}.",
                    hint="Choose an earlier start date or shorter indicator periods.",
                )

    # The lean loop ----------------------------------------------------------

    def _obstacle(self, strategy: Any) -> str:
        """Return why the lean loop cannot run this strategy, or an empty text."""
        kind = type(strategy)
        obstacles = (
            (not self.allows_lean, "switched off"),
            (bool(self._timers or self._timerscheat), "timers"),
            (self.p.cheat_on_open or self.p.quicknotify, "unusual options"),
            (bool(strategy._lineiterators[LineIterator.ObsType]), "observers"),
            (bool(len(strategy.analyzers) or strategy._slave_analyzers), "analyzers"),
            (kind._oncepost is not bt.Strategy._oncepost or kind._notify is not bt.Strategy._notify, "own bar loop"),
            (not isinstance(self._broker, LeanBroker) or self.runwriters, "own broker or writer"),
            (not self._in_step(strategy), "an indicator that does not follow a price"),
        )
        return next((reason for is_met, reason in obstacles if is_met), "")

    def _in_step(self, strategy: Any) -> bool:
        """Return whether every indicator moves with a feed (one made of another's inner line does not)."""
        indicators = strategy._lineiterators[LineIterator.IndType]
        known = {id(thing) for feed in self.datas for thing in (feed, *feed.lines)}
        for indicator in indicators:
            known |= {id(indicator)} | {id(line) for line in indicator.lines}
        for indicator in indicators:
            clock = indicator._clock
            if id(clock.lines[0] if isinstance(clock, LineSeriesStub) else clock) not in known:
                return False
        return True

    def _run_lean(self, strategy: Any, origins: Origins) -> None:
        table = Timetable.of([view(feed.lines.datetime.array) for feed in self.datas])
        self._compute(strategy)
        strategy.reset()
        for line in strategy.lines:
            fill(line, values=np.full(len(table.times), np.nan))
        view(strategy.lines.datetime.array)[:] = table.times
        moves = self._moves(strategy, origins, table)
        lacking = table.warmup(strategy._minperiods)
        try:
            self._step_through(strategy, moves, lacking)
        finally:
            for lines, _ in moves:
                for line in lines:
                    line.lencount = line._idx + 1
            strategy._minperstatus = lacking[max(self.recorder.bar, 0)]

    def _moves(self, strategy: Any, origins: Origins, table: Timetable) -> list[Move]:
        """Return the lines that move with the bars, those that always stand at the same bar together."""
        together: dict[bytes, tuple[dict[int, Any], Any]] = {}
        every_bar = np.arange(len(table.times))

        def add(lines: Iterable[Any], positions: Any) -> None:
            moving, _ = together.setdefault(positions.tobytes(), ({}, positions.tolist()))
            moving.update({id(line): line for line in lines})

        add(strategy.lines, every_bar)
        for feed, positions in zip(self.datas, table.positions, strict=True):
            add(feed.lines, positions)
        for indicator in strategy._lineiterators[LineIterator.IndType]:
            add(_lines_of(indicator), table.positions[min(origins.of(indicator))])
        return [(tuple(lines.values()), positions) for lines, positions in together.values()]

    def _compute(self, strategy: Any) -> None:
        """Compute every indicator and let its lines be read fast."""
        compute_once(strategy)
        lines = [*strategy.lines, *(line for feed in self.datas for line in feed.lines)]
        for indicator in strategy._lineiterators[LineIterator.IndType]:
            lines += _lines_of(indicator)
            self._quicken_below(indicator)
        for line in lines:
            quicken(line)
        for indicator in strategy.getindicators_lines():
            quicken_owner(indicator)

    def _quicken_below(self, indicator: Any) -> None:
        # The inner lines of an indicator never move, so that reading one is refused rather than answered
        # with its last value, as the stock line would.
        for inner in getattr(indicator, "_lineiterators", {}).get(LineIterator.IndType, ()):
            for line in inner.lines:
                quicken(line, is_inner=True)
            self._quicken_below(inner)

    def _step_through(self, strategy: Any, moves: list[Move], lacking: list[int]) -> None:
        broker, recorder, kind = self._broker, self.recorder, type(strategy)
        follows_cash = (
            kind.notify_cashvalue is not bt.Strategy.notify_cashvalue
            or kind.notify_fund is not bt.Strategy.notify_fund
        )
        next_bar, before = strategy.next, strategy.prenext
        has_prenext = kind.prenext is not LineIterator.prenext
        # Calls and look-ups saved here are saved on every bar.
        submitted, pending, activating = broker.submitted, broker.pending.by_place, broker._toactivate
        notices, deliver_all, now = broker.notifs, strategy._notify, time.monotonic
        for bar, lack in enumerate(lacking):
            recorder.bar = bar
            for lines, positions in moves:
                position = positions[bar]
                for line in lines:
                    line._idx = position
            if pending or submitted or activating or notices:
                bt.Cerebro._brokernotify(self)
            else:
                broker.is_stale = True
            if now() >= recorder.next_report_at:
                recorder.report_progress()
            if follows_cash:
                deliver_all()
            if strategy._orderspending:
                if not follows_cash:
                    self._deliver(strategy)
                strategy.clear()
            if lack < 0:
                next_bar()
            elif lack == 0:
                strategy.nextstart()
            elif has_prenext:
                before()
            if self._event_stop:
                return

    @staticmethod
    def _deliver(strategy: Any) -> None:
        for order in strategy._orderspending:
            strategy.notify_order(order)
        for trade in strategy._tradespending:
            strategy.notify_trade(trade)


def _lines_of(indicator: Any) -> list[Any]:
    return [indicator] if isinstance(indicator, LineActions) else list(indicator.lines)


def share_dates(feeds: tuple[Bars, ...]) -> bool:
    """Return whether every feed has its bars at the same times."""
    return all(np.array_equal(bars.times, feeds[0].times) for bars in feeds)


def make_cerebro(spec: Spec, feeds: tuple[Bars, ...], *, recorder: Recorder) -> LeanCerebro:
    """Return a Cerebro ready for its strategy: feeds, costs and sizing as the spec says."""
    cerebro = LeanCerebro()
    cerebro.shares_dates = share_dates(feeds)
    cerebro.p.stdstats = False
    cerebro.spec, cerebro.recorder = spec, recorder
    cerebro.broker = make_broker(spec, recorder=recorder)
    for bars in feeds:
        cerebro.adddata(make_feed(bars), name=bars.symbol)
    return cerebro
