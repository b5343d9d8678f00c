"""A drop-in for Backtrader's Cerebro that gives the same results, sooner."""

from collections.abc import Iterable, Iterator
from typing import Any

import backtrader as bt
from backtrader.brokers import BackBroker
from backtrader.lineiterator import LineIterator

from engine.simulation import obstacles, stepping
from engine.simulation.columns import loaded_by_column
from engine.simulation.kernels import compute_once
from engine.simulation.lazy import LazyBroker
from engine.simulation.lines import QuickLine, quicken, quicken_owner, restore, view
from engine.simulation.timetable import Timetable


class Cerebro(bt.Cerebro):
    """
    A bt.Cerebro: the same programs run on it and come to the same results.

    Runs that can, take the lean loop: indicators computed on whole columns, and on each bar only the work there is.
    All others take the stock loop. `engine_path` says which it was, "lean" or "stock", and `path_reason` why.
    """

    allows_lean = True
    # What the lines of a lean run read like.
    line_model: Any = QuickLine

    def __init__(self) -> None:
        super().__init__()
        self.engine_path = ""
        self.path_reason = ""
        self._quick: list[Any] = []
        self.setbroker(self._broker)

    def setbroker(self, broker: Any) -> Any:
        """Use a broker; the stock one learns to value the account only when asked."""
        if type(broker) is BackBroker:
            broker.__class__ = LazyBroker
            broker.grow_lazy()
        return super().setbroker(broker)

    broker = property(bt.Cerebro.getbroker, setbroker)

    def runstrategies(self, iterstrat: Any, predata: bool = False) -> Any:
        """Run a set of strategies, and leave every object the class it had before."""
        try:
            with loaded_by_column(self.datas):
                return super().runstrategies(iterstrat, predata=predata)
        finally:
            for thing in self._quick:
                restore(thing)
            self._quick.clear()

    # Which loop -------------------------------------------------------------

    def _runnext(self, runstrats: Any) -> None:
        self._take_stock(obstacles.of_settings(self))
        super()._runnext(runstrats)

    def _runnext_old(self, runstrats: Any) -> None:
        self._take_stock(obstacles.of_settings(self))
        super()._runnext_old(runstrats)

    def _runonce_old(self, runstrats: Any) -> None:
        self._take_stock(obstacles.of_settings(self))
        super()._runonce_old(runstrats)

    def _runonce(self, runstrats: Any) -> None:
        reason = self._obstacle(runstrats)
        if reason:
            self._take_stock(reason)
            self._run_stock(runstrats)
        else:
            self.engine_path, self.path_reason = "lean", ""
            self._run_lean(runstrats)

    def _take_stock(self, reason: str) -> None:
        self.engine_path, self.path_reason = "stock", reason

    def _obstacle(self, strategies: Any) -> str:
        reason = obstacles.of_run(self, strategies)
        if not reason and obstacles.meet_on_different_dates(self.datas, strategies):
            reason = obstacles.DIFFERENT_DATES
        return reason

    def _run_stock(self, strategies: Any) -> None:
        super()._runonce(strategies)

    # The lean loops ---------------------------------------------------------

    def _run_lean(self, strategies: Any) -> None:
        table = Timetable.of([view(feed.lines.datetime.array) for feed in self.datas])
        for feed in self.datas:
            # Without replay there are no ticks: the broker reads the lines.
            feed._tick_nullify()
        for strategy in strategies:
            self._compute(strategy)
            for owner in stepping.begin(strategy, table):
                self._quicken(owner.lines)
        places = stepping.Places(self.datas, table)
        own = [places.of_strategy(strategy) for strategy in strategies]
        lacking = [table.warmup(strategy._minperiods) for strategy in strategies]
        try:
            if len(strategies) == 1 and self._is_plain(strategies[0]):
                moves = stepping.together([*own[0], *places.of_feeds(self.datas)])
                stepping.step_plainly(self, strategies[0], moves, self._bars(lacking[0]))
            else:
                feeds = stepping.together(places.of_feeds(self.datas))
                turns = [
                    stepping.Turn(*turn) for turn in zip(strategies, map(stepping.together, own), lacking, strict=True)
                ]
                stepping.step_fully(self, turns, feeds, self._bars(lacking[0]))
        finally:
            stepping.settle(self.datas, strategies, lacking)

    def _is_plain(self, strategy: Any) -> bool:
        """Return whether nobody but the strategy takes part in a bar."""
        others = (
            *(self._timers, self._timerscheat, self.p.cheat_on_open, self.p.quicknotify, self.runwriters),
            *(len(strategy.analyzers), strategy._slave_analyzers, strategy._lineiterators[LineIterator.ObsType]),
        )
        return not any(others) and type(strategy)._notify is bt.Strategy._notify

    def _bars(self, lacking: list[int]) -> Iterator[tuple[int, int]]:
        """Yield the number of every bar, and how many of its warm-up are lacking."""
        return enumerate(lacking)

    def _compute(self, strategy: Any) -> None:
        """Compute every indicator and let its lines be read fast."""
        compute_once(strategy)
        indicators = strategy._lineiterators[LineIterator.IndType]
        for owner in (strategy, *self.datas, *indicators):
            self._quicken(stepping.lines_of(owner))
        for indicator in strategy.getindicators_lines():
            self._quick.append(indicator)
            quicken_owner(indicator)

    def _quicken(self, lines: Iterable[Any]) -> None:
        for line in lines:
            self._quick.append(line)
            quicken(line, model=self.line_model)
