"""Whole scripts in the styles people paste: each runs, the class is the one expected, and the rest is named."""

import contextlib
import time
from pathlib import Path

import pytest

from engine.script.isolation import read_script
from engine.script.words import said
from engine.simulation.run import simulate
from engine.spec import Spec
from engine.tests.differential import make_bars

SCRIPTS = {path.stem: path for path in sorted((Path(__file__).parent / "corpus" / "scripts").glob("*.py"))}
# For each script the class that runs and what the user reads about the rest.
EXPECTED = {
    "args_hidden_defaults": (
        "Averages",
        "lines 22-25, the runner; "
        "lines 4-6, command-line arguments; "
        "line 1, imports argparse; "
        "line 23, strategy Averages(period=args.period); "
        "line 24, fills at the close",
    ),
    "async_runner": (
        "Crypto",
        "lines 22-31, the runner (main); "
        "lines 17-19, reading of prices and files (fetch); "
        "lines 1, 3, imports asyncio, ccxt",
    ),
    "changed_after": (
        "Tuned",
        "lines 22-31, the runner (backtest, main); line 25, starting cash; line 26, commission",
    ),
    "class_inside_if": (
        "Candidate",
        "lines 20-21, the runner (main)",
    ),
    "class_inside_try": (
        "Guarded",
        "lines 4, 13-15, the runner (main)",
    ),
    "click_runner": (
        "Guppy",
        "lines 36-37, the runner (main); "
        "lines 23-33, command-line arguments (cli); "
        "line 5, imports click; "
        "line 29, starting cash",
    ),
    "csv_log_writer": (
        "Quiet",
        "lines 21-23, the runner; "
        "lines 24-27, reading of prices and files; "
        "line 5, files, network and system; "
        "lines 1-2, imports csv, os",
    ),
    "decorated": (
        "Marked",
        "lines 36-47, the runner (run_all, main); line 2, imports time",
    ),
    "dynamic_base": (
        "Trader",
        "lines 29-31, the runner (main); "
        "lines 25-26, reading of prices and files (notify_me); "
        "line 2, imports requests",
    ),
    "enum_states": (
        "Machine",
        "lines 39-47, the runner (main); lines 10-11, charts; line 20, files, network and system; line 5, imports os",
    ),
    "factory": (
        "Slow",
        "lines 24-27, the runner; line 2, imports sys",
    ),
    "factory_used_by_the_runner": (
        "Monthly",
        "lines 4, 15-20, the runner (build)",
    ),
    "global_state": (
        "Recorder",
        "lines 31-42, the runner (optimise); "
        "line 44, charts; "
        "lines 8, 43, what only these use; "
        "lines 2-3, imports pandas, quantstats",
    ),
    "inside_main": (
        "Inner",
        "lines 5, 7, 19-25, the runner (main); line 2, imports pandas",
    ),
    "local_package": (
        "Standalone",
        "lines 17-21, the runner (main); line 3, files, network and system; lines 1, 4-5, imports sys, utils, config",
    ),
    "mixins": (
        "Both",
        "",
    ),
    "module_prints": (
        "Bot",
        "lines 28-34, the runner; "
        "line 26, reading of prices and files; "
        "lines 1-3, 7, 25, 27, 35, what only these use; "
        "line 5, imports time; "
        "line 30, strategy Bot(n=4)",
    ),
    "multi_timeframe": (
        "Weekly",
        "lines 25, 27-32, the runner; "
        "line 26, reading of prices and files; "
        "line 5, files, network and system; "
        "lines 1, 3, imports datetime, pytz",
    ),
    "notebook_export": (
        "MomentumStrategy",
        "lines 57-60, the runner; "
        "lines 19-20, reading of prices and files; "
        "lines 7, 61, files, network and system; "
        "line 9, imports pandas",
    ),
    "notebook_magics": (
        "GoldenCross",
        "lines 22-25, the runner; "
        "line 21, reading of prices and files; "
        "lines 1-2, 20, 26, notebook commands; "
        "line 4, imports yfinance",
    ),
    "only_a_strategy": (
        "Plain",
        "",
    ),
    "optimisation_grid": (
        "Cross",
        "lines 28-33, 38-42, the runner (evaluate); "
        "line 36, reading of prices and files; "
        "lines 7, 37, what only these use; "
        "lines 1-2, 5, imports itertools, multiprocessing, pandas; "
        "line 30, strategy Cross(**combo)",
    ),
    "own_sizer_and_costs": (
        "Donchian",
        "lines 47-61, the runner (main); line 3, imports sys; line 50, sizing MaxRisk(risk=0.2); line 51, commission",
    ),
    "pairs": (
        "Pairs",
        "lines 35-44, the runner (main); "
        "lines 15-16, files, network and system (half_life); "
        "line 7, what only these use; "
        "lines 1, 4, imports datetime, scipy; "
        "line 42, slippage 0.001",
    ),
    "pandas_feed_class": (
        "UsesClose",
        "lines 28-31, the runner; "
        "lines 6-8, 22-25, reading of prices and files (PandasPlus, prepare); "
        "line 3, imports pandas_datareader",
    ),
    "plotting_settings": (
        "Stoch",
        "lines 31-38, the runner (go); "
        "lines 7-9, 25-28, charts (draw); "
        "line 10, what only these use; "
        "lines 2-5, imports backtrader.analyzers, matplotlib, seaborn",
    ),
    "quickstart": (
        "TestStrategy",
        "lines 57-82, the runner (main); "
        "lines 3-5, imports datetime, os, sys; "
        "line 62, strategy TestStrategy(maperiod=range(10, 31)); "
        "line 77, starting cash 1,000; "
        "line 78, sizing FixedSize(stake=10); "
        "line 79, commission 0%",
    ),
    "runner_class": (
        "TrendFollower",
        "lines 42-66, the runner (BacktestRunner, main); "
        "lines 4, 6-7, 10, imports os, pathlib, typing, pandas; "
        "line 55, strategy TrendFollower(fast=12, slow=50); "
        "line 57, starting cash",
    ),
    "sample_argparse": (
        "LongShort",
        "lines 36-50, 64-65, the runner (runstrategy, main); "
        "lines 53-61, command-line arguments (parse_args); "
        "lines 3-4, 7, imports argparse, datetime, backtrader.feeds; "
        "line 43, strategy LongShort(period=args.period, onlylong=args.onlylong, stake…; "
        "line 44, starting cash; "
        "line 45, commission",
    ),
    "seeded": (
        "Coin",
        "lines 19-24, the runner; lines 7, 18, what only these use",
    ),
    "several_strategies": (
        "Breakout",
        "lines 46-55, the runner (run); "
        "line 43, what only these use; "
        "line 2, imports datetime; "
        "line 48, strategy …(verbose=True)",
    ),
    "signal_strategy": (
        "SmaCross",
        "lines 12-13, 17-20, the runner; lines 15-16, reading of prices and files; line 1, imports datetime",
    ),
    "star_import": (
        "StarCross",
        "lines 20, 22-25, the runner; line 21, reading of prices and files",
    ),
    "tabs_and_semicolons": (
        "Tabbed",
        "lines 9-10, the runner; line 1, imports sys, os",
    ),
    "try_imports": (
        "MaybeTalib",
        "lines 33-41, the runner; lines 14-19, charts",
    ),
    "type_made": (
        "Made",
        "lines 17-20, the runner (main)",
    ),
    "utf8_comments": (
        "双均线",
        "lines 29-33, the runner; "
        "lines 27-28, reading of prices and files; "
        "line 8, what only these use; "
        "lines 5-6, imports tushare, pandas; "
        "line 32, starting cash",
    ),
    "yfinance_flat": (
        "RsiStrategy",
        "lines 29-43, 45, the runner; "
        "lines 10-12, reading of prices and files; "
        "line 44, charts; "
        "lines 6-8, what only these use; "
        "lines 2-4, imports yfinance, matplotlib, datetime; "
        "line 32, starting cash 10,000; "
        "line 33, commission 0.2%; "
        "line 34, sizing PercentSizer(percents=95)",
    ),
}


def test_every_script_has_its_expectation():
    assert SCRIPTS.keys() == EXPECTED.keys()
    assert len(SCRIPTS) >= 30


@pytest.mark.parametrize("name", SCRIPTS)
class TestScript:
    def test_runs_and_says_what_was_left_out(self, name):
        spec = Spec(source=SCRIPTS[name].read_text(), symbols=("AAA",))

        log = simulate(spec, [make_bars(400)], report=lambda event: None)

        assert (log.strategy_class, said(log.left_out)) == EXPECTED[name]
        assert log.placed

    def test_is_read_in_no_time(self, name):
        source = SCRIPTS[name].read_text()
        began_at = time.process_time()

        read_script(source)

        assert time.process_time() - began_at < 0.5


HEAD = "import backtrader as bt\nclass Mine(bt.Strategy):\n    def next(self): pass\n"
CASES = {
    "a chain of functions": "".join(f"def f{n}(): f{n + 1}()\n" for n in range(4_000)) + "def f4000(): bt.Cerebro()\n",
    "a chain of constants": "".join(f"a{n} = a{n + 1}\n" for n in range(5_000)) + "a5000 = open('x')\n",
    "turns of both": "".join(f"def f{n}(): x{n}\nx{n + 1} = f{n}()\n" for n in range(2_500)) + "x0 = open('')\n",
    "many classes": "".join(f"class C{n}(Mine): 0\n" for n in range(5_000)),
    "many imports": "import os\n" * 9_000,
    "one line": "x = [" + "1," * 45_000 + "]\nprint(x, open)\n",
    "many commands": "%time x\n" * 10_000,
    "nested blocks": "".join(" " * n + "if x:\n" for n in range(95)) + " " * 95 + "class B(bt.Strategy): 0\n",
    "nested functions": "".join(" " * n + f"def f{n}():\n" for n in range(95))
    + " " * 95
    + "class B(bt.Strategy): 0\n",
    "a long sum": "x = " + " + ".join("a" * 40_000),
    "many alternatives": "if a: 0\n" + "elif a: 0\n" * 9_000,
}


@pytest.mark.parametrize("name", CASES)
class TestHostileText:
    def test_is_answered_in_time(self, name):
        began_at = time.process_time()
        source = HEAD + CASES[name]

        # What the parser itself refuses, and its callers expect.
        with contextlib.suppress(RecursionError, MemoryError):
            assert read_script(source).tree.body

        assert time.process_time() - began_at < 8
