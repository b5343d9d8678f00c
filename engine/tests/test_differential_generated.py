"""
Generated strategies: our engine tells them what stock Backtrader tells them, to the last digit.

DIFFERENTIAL_PROGRAMS=5000 tries that many instead of 320, others each time SEED_OF_PROGRAMS changes.
"""

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, seed, settings

from engine.simulation.obstacles import DIFFERENT_DATES
from engine.tests.differential import run_ours, run_stock
from engine.tests.differential_programs import Program, programs

BATCHES = 16
PROGRAMS = int(os.environ.get("DIFFERENTIAL_PROGRAMS", "320"))
SEED = int(os.environ.get("SEED_OF_PROGRAMS", "0"))


def check(program: Program) -> str:
    """Compare one program and return the path it took."""
    note(program.source)
    note(f"{[(str(bars.times[0]), len(bars), bars.times[1] - bars.times[0]) for bars in program.feeds]}")
    conditions: dict[str, Any] = {"sizing": program.sizing, "cash": program.cash}

    log, seen = run_ours(program.source, program.feeds, **conditions)
    by_date = log.path_reason == DIFFERENT_DATES
    expected = run_stock(program.source, program.feeds, **conditions, bar_by_bar=by_date, waits=True)

    assert repr(seen) == repr(expected)
    return log.engine_path


class TestGeneratedStrategies:
    @pytest.mark.parametrize("batch", range(BATCHES))
    def test_are_told_what_stock_backtrader_tells_them(self, batch):
        paths: Counter[str] = Counter()

        @seed(SEED * BATCHES + batch)
        @settings(
            max_examples=-(-PROGRAMS // BATCHES), deadline=None, database=None, suppress_health_check=list(HealthCheck)
        )
        @given(program=programs())
        def agree(program):
            paths[check(program)] += 1

        agree()

        # A quarter at least: what is drawn changes with every constant in our source, which Hypothesis reads.
        assert paths["lean"] * 4 >= paths.total()
