"""The Cerebro of a run of ours: settings from its spec, every order written down, and no look ahead."""

import time
from collections.abc import Iterator
from functools import partial
from itertools import product
from typing import Any, Final

import backtrader as bt
from backtrader.lineiterator import LineIterator

from engine.bars import Bars
from engine.simulation import obstacles
from engine.simulation.brokers import make_broker
from engine.simulation.cerebro import Cerebro
from engine.simulation.failures import fail
from engine.simulation.feeds import make_feed
from engine.simulation.lines import FastLine, quicken
from engine.simulation.notices import attend
from engine.simulation.positions import quicken_position
from engine.simulation.quiet import Quiet
from engine.simulation.recorder import Recorder
from engine.simulation.sizing import give_sizer
from engine.spec import Spec

# Asking the clock takes as long as moving half the lines of a bar.
BARS_BETWEEN_LOOKS: Final = 16


class RecordedCerebro(Cerebro):
    """
    A Cerebro for one strategy that tells a recorder what happens, by the rules of decision 0015.

    Lines are never read outside what the strategy may know, and lines of feeds with different dates are combined by
    date, bar by bar.
    """

    recorder: Recorder
    spec: Spec
    line_model = FastLine

    def __init__(self) -> None:
        super().__init__()
        self.warmup_bars = 0
        self._quiet: Quiet | None = None

    # The stock loops --------------------------------------------------------

    def _brokernotify(self) -> None:
        # Every stock loop comes by here once a bar.
        self.recorder.bar += 1
        if self._quiet and self.recorder.bar >= 0:
            self._quiet = self._quiet.on_bar(self.recorder.bar)
        self.recorder.report_progress()
        super()._brokernotify()

    def stop_writers(self, runstrats: Any) -> None:
        """Skip the summary the stock method puts together even when nobody writes it."""
        if self.runwriters:
            super().stop_writers(runstrats)

    def _runnext(self, runstrats: Any) -> None:
        self._prepare(runstrats[0])
        super()._runnext(runstrats)
        self.recorder.begin_epilogue()

    def _runonce(self, runstrats: Any) -> None:
        self._prepare(runstrats[0])
        if obstacles.meet_on_different_dates(self.datas, runstrats):
            # Whole columns are combined row by row: a line made of two feeds would mix prices of different days.
            self._take_stock(obstacles.DIFFERENT_DATES)
            bt.Cerebro._runnext(self, runstrats)
        else:
            super()._runonce(runstrats)
        self.recorder.begin_epilogue()

    def _take_stock(self, reason: str) -> None:
        super()._take_stock(reason)
        if self.recorder.bar < -1:
            self._quiet = Quiet(self.runningstrats[0])

    def _obstacle(self, strategies: Any) -> str:
        return obstacles.of_run(self, strategies)

    def _run_stock(self, strategies: Any) -> None:
        # The stock loop asks the strategy to compute its indicators; these are ours.
        strategies[0].__dict__["_once"] = partial(self._compute, strategies[0])
        super()._run_stock(strategies)

    # Before the first bar ---------------------------------------------------

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
                lead = f" with the {feed.bars.warmup:,} bars before it" if feed.bars.warmup else ""
                raise fail(
                    f"The strategy's indicators need {bars:,} bars of {feed._name} before their first value, "
                    f"and the chosen period{lead} has {len(feed.bars):,}.",
                    hint="Choose an earlier start date or shorter indicator periods.",
                    warmup_needed=self.warmup_bars,
                )

    # The lean loops ---------------------------------------------------------

    def _run_lean(self, strategies: Any) -> None:
        attend(strategies[0], self._broker)
        quicken_position(strategies[0], self._broker)
        super()._run_lean(strategies)

    def _bars(self, lacking: list[int]) -> Iterator[tuple[int, int]]:
        # Everything is computed: the loop can begin at the first bar, with little to do on those of the warm-up.
        recorder, now, skipped = self.recorder, time.monotonic, -1 - self.recorder.bar
        self._pass_timers(skipped)
        # A strategy that is warm already begins, as always, with nextstart().
        lacking[skipped] = max(lacking[skipped], 0)
        for bar, lack in enumerate(lacking[skipped:]):
            recorder.bar = bar
            if bar % BARS_BETWEEN_LOOKS == 0 and now() >= recorder.next_report_at:
                recorder.report_progress()
            yield skipped + bar, lack

    def _pass_timers(self, skipped: int) -> None:
        # A timer remembers what it has seen: which days of a month, for one.
        timers = [*self._timers, *self._timerscheat]
        moments = self.runningstrats[0].lines.datetime.array[:skipped] if timers else ()
        for moment, timer in product(moments, timers):
            timer.check(moment)

    def _compute(self, strategy: Any) -> None:
        super()._compute(strategy)
        for indicator in strategy._lineiterators[LineIterator.IndType]:
            self._quicken_below(indicator)

    def _quicken_below(self, indicator: Any) -> None:
        # The inner lines of an indicator never move, so that reading one is refused rather than answered
        # with its last value, as the stock line would.
        for inner in getattr(indicator, "_lineiterators", {}).get(LineIterator.IndType, ()):
            for line in inner.lines:
                quicken(line, is_inner=True)
            self._quicken_below(inner)


def make_cerebro(spec: Spec, feeds: tuple[Bars, ...], *, recorder: Recorder) -> RecordedCerebro:
    """Return a Cerebro ready for its strategy: feeds, costs and sizing as the spec says."""
    cerebro = RecordedCerebro()
    cerebro.p.stdstats = False
    cerebro.spec, cerebro.recorder = spec, recorder
    cerebro.broker = make_broker(spec, recorder=recorder)
    for bars in feeds:
        cerebro.adddata(make_feed(bars), name=bars.symbol)
    return cerebro
