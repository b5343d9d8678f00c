"""Our Cerebro in place of Backtrader's for programs nobody thought of, and for every built-in indicator."""

import os
from collections import Counter

import backtrader as bt
import pytest
from hypothesis import HealthCheck, given, note, seed, settings
from hypothesis import strategies as st

from engine.tests.cerebros import Diarist, add_prices, assert_same_on_both
from engine.tests.differential import make_bars
from engine.tests.differential_programs import Program, programs
from engine.tests.test_differential_indicators import BAR_BY_BAR, indicator_names

BATCHES = 4
PROGRAMS = int(os.environ.get("DIFFERENTIAL_PROGRAMS", "80"))
SEED = int(os.environ.get("SEED_OF_PROGRAMS", "0"))
# As in Backtrader's own tests: the ways to load and compute.
WAYS = [(True, True, 0), (False, True, 0), (True, False, 0), (True, True, -1), (True, True, -2)]


def strategy_of(program: Program):
    namespace = {"__name__": __name__}
    exec(compile(program.source, "<generated>", "exec"), namespace)

    class Candidate(namespace["Candidate"]):
        def __init__(self):
            super().__init__()
            # Its class keeps what it has seen, and forgets it at the next start.
            self.diary = type(self).seen

        def stop(self):
            super().stop()
            self.diary = [repr(entry) for entry in self.seen]

    return Candidate


class TestGeneratedStrategies:
    @pytest.mark.parametrize("batch", range(BATCHES))
    def test_come_to_the_same_results(self, batch):
        paths: Counter[str | None] = Counter()

        @seed(SEED * BATCHES + batch)
        @settings(
            max_examples=-(-PROGRAMS // BATCHES), deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(program=programs(), options=st.fixed_dictionaries({"stdstats": st.booleans()}))
        def agree(program, options):
            note(program.source)

            def run(cerebro):
                add_prices(cerebro, *program.feeds)
                cerebro.addstrategy(strategy_of(program))
                cerebro.broker.setcash(program.cash)
                cerebro.broker.setcommission(commission=0.001)
                cerebro.addsizer(bt.sizers.FixedSize, stake=20)
                cerebro.addanalyzer(bt.analyzers.TradeAnalyzer)

            ours = assert_same_on_both(run, path=None, **options)
            paths[ours and ours.engine_path] += 1

        agree()

        assert paths["lean"]


class EveryIndicator(Diarist):
    """Makes every indicator there is; two inputs for those that want two."""

    def __init__(self):
        super().__init__()
        for name in indicator_names():
            if name not in BAR_BY_BAR:
                kind = getattr(bt.ind, name)
                kind(self.data.close, self.data.open) if kind._mindatas == 2 else kind()


class TestIndicators:
    @pytest.mark.parametrize(("runonce", "preload", "exactbars"), WAYS)
    def test_have_the_same_lines_in_every_way_to_compute_them(self, runonce, preload, exactbars):
        def program(cerebro):
            add_prices(cerebro, make_bars(300))
            cerebro.addstrategy(EveryIndicator)

        ways = {"runonce": runonce, "preload": preload, "exactbars": exactbars}
        ours = assert_same_on_both(program, path=None, stdstats=False, **ways)

        assert (ours.engine_path == "lean") is (runonce and preload and not exactbars)
