import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from backtests.models import BacktestRun
from backtests.tests import intraday
from engine.metrics.catalogue import METRICS
from statis import jobs
from statis.sandboxes import sandbox

PROJECT = Path(__file__).resolve().parents[2]
TWO = "import backtrader as bt\nclass A(bt.Strategy):\n    pass\nclass B(bt.Strategy):\n    pass\n"
BUY = """\
import backtrader as bt


class Buy(bt.Strategy):
    params = (("size", 10), ("label", "none"))

    def next(self):
        if len(self) == 3:
            self.buy(size=self.p.size)
        if len(self) == 8:
            self.close()
"""
PERIOD = ("--symbol", "AAPL", "--start", "2001-01-01", "--end", "2001-03-01")
# The strategies here count their bars.
RANGE = (*PERIOD, "--warmup", "0")


@pytest.fixture
def file(tmp_path):
    """Write a strategy and return its path."""

    def write(source=BUY, name="mine.py"):
        path = tmp_path / name
        path.write_bytes(source if isinstance(source, bytes) else source.encode())
        return str(path)

    return write


@pytest.fixture
def run(sample_data, settings, monkeypatch):
    """Run the command and return its exit code, its output and its errors."""

    def refuse(*_, **__):
        raise AssertionError("the command line needs no broker")

    monkeypatch.setattr(jobs.app, "send_task", refuse)

    def call(*arguments):
        out, err, code = io.StringIO(), io.StringIO(), 0
        try:
            call_command("backtest", *arguments, stdout=out, stderr=err)
        except SystemExit as end:
            code = end.code
        except CommandError as error:
            code = error.returncode
            err.write(str(error))
        return code, out.getvalue(), err.getvalue()

    return call


@pytest.fixture
def run_json(run):
    def call(*arguments):
        code, out, _ = run(*arguments, "--json")
        return code, [json.loads(line) for line in out.splitlines()]

    return call


class TestJson:
    def test_has_the_documented_fields(self, run_json, file):
        code, [ran] = run_json(file(), *RANGE)

        assert code == 0
        assert list(ran) == [
            "file",
            "success",
            "state",
            "verdict",
            "error",
            "error_code",
            "error_line",
            "backtest_results",
            "performance_metrics",
            "benchmark_metrics",
            "symbols",
            "tables",
            "look_ahead",
            "data_quality",
            "trades",
            "equity",
            "summary",
        ]
        assert ran["look_ahead"]["finding"] == "clean"
        assert ran["look_ahead"]["identical"] == ran["look_ahead"]["compared"] == 2
        assert set(ran["backtest_results"]) == {
            "initial_value",
            "final_value",
            "total_return",
            "sharpe_ratio",
            "max_drawdown",
            "win_rate",
            "total_trades",
        }
        assert {"symbol_used", "data_points", "period", "data_hash", "engine_path", "elapsed_ms"} <= set(
            ran["summary"]
        )
        assert (ran["success"], ran["state"], ran["verdict"], ran["error"]) == (True, "SUCCEEDED", "OK", None)

    def test_gives_figures_as_fractions_that_belong_together(self, run_json, file):
        _, [ran] = run_json(file(), *RANGE, "--cash", "10000")

        results, equity = ran["backtest_results"], ran["equity"]
        assert results["initial_value"] == 10_000
        assert results["final_value"] == equity["values"][-1]
        assert results["total_return"] == pytest.approx(results["final_value"] / 10_000 - 1, abs=1e-12)
        assert len(equity["dates"]) == len(equity["values"]) == ran["summary"]["data_points"]
        assert ran["summary"]["period"] == f"{equity['dates'][0]} to {equity['dates'][-1]}"

    def test_lists_trades_with_iso_dates_and_both_profits(self, run_json, file):
        _, [ran] = run_json(file(), *RANGE)

        [trade] = ran["trades"]
        assert (trade["entry_date"], trade["exit_date"]) == ("2001-01-05", "2001-01-12")
        assert (trade["side"], trade["size"]) == ("long", 10)
        assert trade["pnl"] == pytest.approx(10 * (trade["exit_price"] - trade["entry_price"]))
        assert trade["pnl_net"] == pytest.approx(trade["pnl"] - trade["commission"])
        assert trade["return"] == pytest.approx(trade["pnl_net"] / (10 * trade["entry_price"]))

    def test_charges_the_costs_asked_for(self, run_json, file):
        _, [free] = run_json(file(), *RANGE, "--commission", "0", "--slippage", "0")
        _, [dear] = run_json(file(), *RANGE, "--commission", "0.01", "--slippage", "0")

        assert free["trades"][0]["commission"] == 0
        value = 10 * (dear["trades"][0]["entry_price"] + dear["trades"][0]["exit_price"])
        assert dear["trades"][0]["commission"] == pytest.approx(0.01 * value)

    def test_charges_by_other_terms_than_a_percentage(self, run_json, file):
        terms = ("--commission", "per-share:0.01,min:1", "--fees", "us", "--slippage", "ticks:2")

        _, (result,) = run_json(file(), *RANGE, *terms)

        (trade,) = result["trades"]
        assert trade["commission"] == 2.0
        assert trade["fees"] > 0
        assert trade["slippage_cost"] == pytest.approx(0.4)
        assert trade["pnl_net"] == pytest.approx(trade["pnl"] - trade["commission"] - trade["fees"])

    def test_charges_market_impact_only_when_asked(self, run_json, file):
        _, (plain,) = run_json(file(), *RANGE, "--param", "size=500")
        _, (moved,) = run_json(file(), *RANGE, "--param", "size=500", "--impact", "1")

        assert plain["trades"][0]["impact_cost"] == 0
        assert moved["trades"][0]["impact_cost"] > 0
        assert moved["performance_metrics"]["impact_paid"] == pytest.approx(moved["trades"][0]["impact_cost"])

    def test_fills_in_parts_only_when_asked(self, run, run_json, file):
        large = (*RANGE, "--cash", "1e9", "--param", "size=200000")

        _, (plain,) = run_json(file(), *large)
        _, (capped,) = run_json(file(), *large, "--volume-cap", "0.01")
        _, sheet, _ = run(file(), *large, "--volume-cap", "0.01")

        assert plain["trades"][0]["bars"] < capped["trades"][0]["bars"]
        assert "Volume: At most 1.0% of a bar; 2 orders filled in parts" in sheet

    def test_passes_parameters_on(self, run_json, file):
        _, [ran] = run_json(file(), *RANGE, "--param", "size=7", "--param", "label=blue sky")

        assert ran["trades"][0]["size"] == 7

    def test_sizes_orders_as_asked(self, run_json, file):
        source = BUY.replace("self.buy(size=self.p.size)", "self.buy()")

        _, [ran] = run_json(file(source), *RANGE, "--sizing", "fixed:3")

        assert ran["trades"][0]["size"] == 3
        assert ran["summary"]["sizing"] == "3 units per order; 1 order sized so"
        assert ran["summary"]["sizes"]["by_rule"] == 1

    @pytest.mark.parametrize(
        "sizing",
        ["cash:10000", "equity:50", "all-in", "kelly:25,trades:10", "volatility:15,bars:2", "risk:1,atr:2"],
    )
    def test_sizes_orders_by_every_kind_of_rule(self, run_json, file, sizing):
        source = BUY.replace("self.buy(size=self.p.size)", "self.buy()")

        code, [ran] = run_json(file(source), *RANGE, "--sizing", sizing)

        assert code == 0
        assert ran["trades"][0]["size"] >= 1

    def test_keeps_the_cash_reserve_asked_for(self, run_json, file):
        source = BUY.replace("self.buy(size=self.p.size)", "self.order_target_percent(target=1.0)")

        def trades(share):
            return run_json(file(source), *RANGE, "--cash-reserve", share)[1][0]["trades"]

        assert trades("0.05")[0]["size"] > trades("0.5")[0]["size"]
        assert trades("0") == []

    def test_limits_short_sales_by_equity_unless_told_otherwise(self, run_json, run, file):
        source = BUY.replace("self.buy(size=self.p.size)", "self.sell(size=100_000)")

        _, [limited] = run_json(file(source), *RANGE)
        _, [free] = run_json(file(source), *RANGE, "--leverage", "off")
        code, _, error = run(file(source), *RANGE, "--leverage", "1000")

        assert (len(limited["trades"]), len(free["trades"])) == (0, 1)
        assert (code, "between 0.1 and 100" in error) == (2, True)

    def test_charges_for_borrowing_and_pays_interest_as_asked(self, run_json, file):
        source = BUY.replace("self.buy(size=self.p.size)", "self.sell(size=self.p.size)")

        _, [ran] = run_json(file(source), *RANGE, "--borrow-rate", "0.1", "--cash-rate", "0.04")

        cost = ran["trades"][0]["borrow_cost"]
        assert ran["performance_metrics"]["borrow_paid"] == pytest.approx(cost)
        assert cost == pytest.approx(7 * 0.1 / 365 * 10 * ran["trades"][0]["entry_price"])
        assert ran["performance_metrics"]["interest_earned"] > 0

    def test_labels_simulated_prices(self, run_json, file):
        _, [ran] = run_json(file(), "--symbol", "SIM-BTC")

        assert ran["summary"]["is_simulated"] is True

    def test_runs_several_symbols_on_one_account(self, run_json, file):
        _, [ran] = run_json(file(), *RANGE, "--symbol", "msft")

        assert ran["summary"]["symbol_used"] == "AAPL, MSFT"


class TestBenchmark:
    @pytest.mark.parametrize(("asked", "name"), [("hold", "hold"), ("cash", "cash"), ("msft", "MSFT")])
    def test_is_the_one_asked_for(self, run_json, file, asked, name):
        _, [ran] = run_json(file(), *RANGE, "--benchmark", asked)

        assert ran["summary"]["benchmark"] == name
        assert ran["benchmark_metrics"]["total_return"] == ran["summary"]["benchmark_return"]

    def test_of_cash_earns_nothing_and_risks_nothing(self, run_json, file):
        _, [ran] = run_json(file(), *RANGE, "--benchmark", "cash")

        assert (ran["benchmark_metrics"]["total_return"], ran["benchmark_metrics"]["volatility"]) == (0, 0)
        assert (ran["performance_metrics"]["beta"], ran["benchmark_metrics"]["sharpe_ratio"]) == (None, None)
        own = ran["performance_metrics"]
        assert own["excess_return"] == own["total_return"]

    def test_is_the_run_itself_when_that_only_holds(self, run_json, file):
        _, [held] = run_json(file(), *RANGE)
        _, [named] = run_json(file(), *RANGE, "--benchmark", "AAPL")

        assert named["benchmark_metrics"] == held["benchmark_metrics"]

    def test_says_on_how_many_bars_it_has_no_price(self, run, file):
        _, out, _ = run(file(), "--symbol", "SIM-BTC", "--benchmark", "AAPL", "--start", "2011-01-01")

        assert "Holding AAPL" in out
        assert "AAPL has no price on" in out

    def test_that_is_unknown_ends_the_run(self, run, file):
        code, out, err = run(file(), *RANGE, "--benchmark", "NOPE")

        assert (code, out) == (1, "")
        assert "There are no prices for “NOPE”" in err
        assert "choose another benchmark, cash, or hold" in err
        assert "[NO_DATA]" in err


class TestProfile:
    def test_is_advanced_unless_basic_is_asked_for(self, run_json, file):
        _, [full] = run_json(file(), *RANGE)
        _, [short] = run_json(file(), *RANGE, "--profile", "basic")

        essentials = {key for key, metric in METRICS.items() if metric.profile == "basic"}
        assert (full["summary"]["profile"], set(full["performance_metrics"])) == ("advanced", set(METRICS))
        assert (short["summary"]["profile"], set(short["performance_metrics"])) == ("basic", essentials)
        assert short["performance_metrics"] == {key: full["performance_metrics"][key] for key in essentials}

    def test_of_everything_has_tables(self, run_json, file):
        _, [full] = run_json(file(), *RANGE)
        _, [short] = run_json(file(), *RANGE, "--profile", "basic")

        tables = full["tables"]
        assert [row["year"] for row in tables["years"]] == [2001]
        assert tables["drawdowns"][0]["depth"] == full["performance_metrics"]["max_drawdown"]
        assert sum(tables["histogram"]["counts"]) == full["performance_metrics"]["trading_days"] - 1
        assert tables["exposure"]["months"] == ["2001-01", "2001-02", "2001-03"]
        assert short["tables"] is None


class TestSymbols:
    def test_share_the_account_among_them(self, run_json, file):
        source = BUY.replace("self.buy(size=self.p.size)", "self.buy(self.datas[1], size=5); self.buy(size=10)")

        _, [ran] = run_json(file(source), *RANGE, "--symbol", "MSFT")

        first, second = ran["symbols"]
        values = ran["performance_metrics"]
        assert (first["symbol"], first["trades"], second["symbol"], second["open_trades"]) == ("AAPL", 1, "MSFT", 1)
        gained = values["final_value"] - values["initial_value"]
        assert first["profit"] + second["profit"] == pytest.approx(gained)
        assert first["contribution"] + second["contribution"] == pytest.approx(values["total_return"])
        assert first["costs"] + second["costs"] == pytest.approx(values["costs_paid"])

    def test_are_listed_for_people_when_there_are_several(self, run, file):
        _, several, _ = run(file(), *RANGE, "--symbol", "MSFT", "--profile", "basic")
        _, one, _ = run(file(), *RANGE)

        assert [line.split()[0] for line in several.splitlines() if line.startswith(("AAPL", "MSFT"))] == [
            "AAPL",
            "MSFT",
        ]
        assert "By symbol" in several
        assert "By symbol" not in one


class TestScripts:
    RUNNER = (
        "if __name__ == '__main__':\n    import os\n    c = bt.Cerebro()\n    c.broker.setcash(5000)\n    c.run()\n"
    )

    def test_run_without_their_runner_and_say_so(self, run, file):
        code, out, _ = run(file(BUY + self.RUNNER), *RANGE)

        assert code == 0
        assert (
            "Left out of your script: lines 12, 14-16, the runner (main); line 13, imports os; "
            "line 15, starting cash 5,000.\n"
        ) in out

    def test_tell_programs_what_was_left_out(self, run_json, file):
        _, [ran] = run_json(file(BUY + self.RUNNER), *RANGE)

        left_out = ran["summary"]["left_out"]
        assert (left_out[0]["what"], left_out[0]["lines"]) == ("the runner (main)", [[12, 12], [14, 16]])
        assert all(part["why"] for part in left_out)

    def test_run_the_last_of_several_classes_unless_one_is_named(self, run, run_json, file):
        _, out, _ = run(file(TWO), *RANGE)
        _, [named] = run_json(file(TWO), *RANGE, "--strategy", "A")

        assert "Strategy classes: A, B; B ran. --strategy CLASS runs another." in out
        assert (named["summary"]["strategy_class"], named["summary"]["strategies"]) == ("A", ["A", "B"])


class TestFailures:
    @pytest.mark.parametrize(
        ("source", "verdict", "words", "line"),
        [
            ("def f(:\n", "STRATEGY_ERROR", "not valid Python", 1),
            ("x = 1\n", "STRATEGY_ERROR", "no strategy class", None),
            ("import os\n" + TWO + "    x = os\n", "REJECTED_CODE", "os", 1),
            (BUY.replace("self.close()", "1 / 0"), "STRATEGY_ERROR", "ZeroDivisionError", 11),
        ],
    )
    def test_have_a_verdict_a_line_and_exit_code_one(self, run_json, file, source, verdict, words, line):
        code, [ran] = run_json(file(source), *RANGE)

        assert code == 1
        assert (ran["success"], ran["state"], ran["verdict"], ran["error_code"]) == (False, "FAILED", verdict, verdict)
        assert words in ran["error"]
        assert ran["error_line"] == line
        assert (ran["backtest_results"], ran["trades"], ran["equity"]) == (None, [], None)

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--symbol", "NOPE"], "NOPE"),
            ([*RANGE, "--benchmark", "NOSUCH"], "There are no prices for “NOSUCH”"),
            (["--symbol", "AAPL", "--start", "1990-01-01", "--end", "1991-01-01"], "1 Mar 2000"),
        ],
    )
    def test_say_which_prices_there_are(self, run_json, file, arguments, words):
        code, [ran] = run_json(file(), *arguments)

        assert (code, ran["verdict"]) == (1, "NO_DATA")
        assert words in ran["error"]

    @pytest.mark.parametrize(
        ("source", "error_code"),
        [(b"\xff\xfe\x00", "FILE_NOT_UTF8"), (b"#" * 200_000, "SOURCE_TOO_LONG"), (b"x\x00", "UNFIT_SOURCE")],
    )
    def test_name_a_file_that_is_no_source(self, run_json, file, source, error_code):
        code, [ran] = run_json(file(source), *RANGE)

        assert (code, ran["error_code"]) == (1, error_code)

    def test_do_not_stop_the_files_after_them(self, run_json, file, tmp_path):
        code, rans = run_json(file("x = 1\n", "bad.py"), str(tmp_path), file(), *RANGE)

        assert code == 1
        assert [ran["error_code"] for ran in rans] == ["STRATEGY_ERROR", "FILE_UNREADABLE", None]

    def test_go_to_the_error_stream_for_people(self, run, file):
        path = file(BUY.replace("self.close()", "1 / 0"))

        code, out, err = run(path, *RANGE)

        assert (code, out) == (1, "")
        assert f"{path}, line 11: ZeroDivisionError" in err
        assert "1 / 0" in err
        assert "[STRATEGY_ERROR]" in err


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--symbol", "AAPL", "--cash", "-5"], "Starting cash"),
            (["--symbol", "AAPL", "--commission", "2"], "Commission"),
            (["--symbol", "AAPL", "--commission", "per-share"], "per-share:0.005,min:1,max:0.01"),
            (["--symbol", "AAPL", "--slippage", "pips:1"], "ticks:1"),
            (["--symbol", "AAPL", "--fees", "eu"], "us"),
            (["--symbol", "AAPL", "--impact", "-1"], "Market impact"),
            (["--symbol", "AAPL", "--impact", "nan"], "between 0 and 10"),
            (["--symbol", "AAPL", "--volume-cap", "2"], "between 1e-06 and 1"),
            (["--symbol", "AAPL", "--leverage", "0"], "between 0.1 and 100"),
            (["--symbol", "AAPL", "--leverage", "foo"], "such as 1 or 2, or off"),
            (["--symbol", "AAPL", "--borrow-rate", "x"], "“x” is not a number"),
            (["--symbol", "AAPL", "--cash-rate", "-5"], "between 0 and 1"),
            (["--symbol", "AAPL", "--cash-reserve", "2"], "between 0 and 0.9"),
            (["--symbol", "AAPL", "--profile", "all"], "advanced"),
            (["--symbol", "AAPL", "--benchmark", ""], "Write one such as AAPL"),
            (["--symbol", "AAPL", "--seed", "-1"], "between 0 and"),
            (["--symbol", "AAPL", "--warmup", "-1"], "between 0 and 10000"),
            (["--symbol", "AAPL", "--warmup", "x"], "“x” is not a whole number"),
            (["--symbol", "AAPL", "--commission", "per-share:x"], "per-share:0.005,min:1,max:0.01"),
            (["--symbol", "AAPL", "--slippage", "ticks:-1"], "between 0 and 1000"),
            (["--symbol", "AAPL", "--sizing", "kelly"], "kelly:25"),
            (["--symbol", "AAPL", "--start", "2010-01-01", "--end", "2009-01-01"], "after the end"),
            (["--symbol", "AAPL", "--symbol", "AAPL"], "twice"),
            (["--symbol", "A!"], "not a symbol"),
            (["--symbol", "AAPL", "--sizing", "half"], "fixed:100"),
            (["--symbol", "AAPL", "--param", "fast"], "name=value"),
            (["--symbol", "AAPL", "--start", "yesterday"], "2012-12-31"),
            (["--symbol", "AAPL", "--cash", "lots"], "lots"),
            (["--symbol", "AAPL", "--interval", "7m"], "“7m” is no interval. Choose from 1m, 5m"),
            (["--symbol", "AAPL", "--owner", "nobody@example.com"], "Nobody here has the address"),
            (["--symbol", "AAPL", "--bogus"], "bogus"),
            ([], "--symbol"),
        ],
    )
    def test_that_makes_no_sense_is_explained_and_ends_with_two(self, run, file, arguments, words, capsys):
        code, out, err = run(file(), *arguments)

        # Called from Python, argparse's errors arrive as exceptions; test_from_a_shell sees the real exit codes.
        assert (code, out) in ((2, ""), (1, ""))
        assert words in err

    def test_names_a_file_that_is_not_there(self, run, file):
        code, out, err = run(file(), "nowhere.py", *RANGE)

        assert (code, out) == (2, "")
        assert "nowhere.py" in err


class TestInterval:
    @pytest.fixture
    def prices(self, alice):
        symbol = intraday.store(alice, days=3)
        return ("--symbol", symbol, "--owner", alice.email, "--interval", "5m", "--warmup", "0")

    def test_runs_over_the_owners_bars_within_days(self, run_json, file, prices):
        code, [ran] = run_json(file(), *prices)

        assert code == 0, ran["error"]
        assert (ran["summary"]["interval"], ran["summary"]["data_points"]) == ("5m", 3 * 78)
        [trade] = ran["trades"]
        assert (trade["entry_date"], trade["exit_date"]) == ("2024-03-04T09:45:00", "2024-03-04T10:10:00")
        assert ran["equity"]["dates"][:2] == ["2024-03-04T09:30:00", "2024-03-04T09:35:00"]

    def test_fills_orders_for_the_close_with_the_last_bar_of_the_session(self, run_json, file, prices):
        code, [ran] = run_json(file(BUY.replace("size=self.p.size", "size=5, exectype=bt.Order.Close")), *prices)

        assert code == 0, ran["error"]
        assert [trade["entry_date"] for trade in ran["trades"]] == ["2024-03-04T15:55:00"]

    def test_is_named_by_the_sheet(self, run, file, prices):
        _, out, _ = run(file(), *prices)

        assert "2024-03-04 to 2024-03-06, 234 5-minute bars" in out

    def test_needs_the_owner_for_prices_that_are_somebodys(self, run, file, prices):
        code, out, err = run(file(), "--symbol", prices[1], "--interval", "5m")

        assert (code, out) == (1, "")
        assert "There are no prices for" in err

    def test_tells_which_bars_there_are_of_a_symbol(self, run, file):
        code, _, err = run(file(), "--symbol", "AAPL", "--interval", "5m")

        assert code == 1
        assert "There are no 5-minute bars of AAPL. Use daily bars (1d)." in err


class TestWarmup:
    def test_is_loaded_before_the_start_and_never_counted(self, run_json, file):
        source = BUY.replace("len(self) == 3", "not self.position").replace("len(self) == 8", "False")

        _, [ran] = run_json(file(source), "--symbol", "AAPL", "--start", "2002-01-02", "--end", "2002-03-01")

        assert ran["summary"]["warmup_bars"] == 300
        assert ran["summary"]["period"] == "2002-01-02 to 2002-03-01"
        assert ran["equity"]["dates"][0] == "2002-01-02"
        assert ran["trades"][0]["entry_date"] == "2002-01-03"
        assert len(ran["equity"]["values"]) == ran["summary"]["data_points"] == 41

    def test_is_as_long_as_asked(self, run_json, file):
        # With seven bars before it, the second bar of the range is the ninth.
        source = BUY.replace("len(self) == 3", "len(self) == 9").replace("len(self) == 8", "False")

        _, [ran] = run_json(file(source), *PERIOD, "--warmup", "7")

        assert (ran["summary"]["warmup_bars"], ran["summary"]["data_points"]) == (7, 41)
        assert ran["trades"][0]["entry_date"] == "2001-01-04"

    def test_is_shown_on_the_sheet(self, run, file):
        _, out, _ = run(file(), *PERIOD, "--warmup", "7")

        assert "41 daily bars, 7 warm-up bars before them" in out

    def test_is_refused_out_of_range(self, run, file):
        code, _, err = run(file(), *PERIOD, "--warmup", "20000")

        assert code == 2
        assert "warm-up bars must lie between 0 and 10000" in err


class TestSheet:
    def test_warns_of_a_result_that_knew_the_future_before_any_figure(self, run, file):
        tomorrow = "self.data.close.array[len(self) : len(self) + 1].tolist() > [self.data.close[0]]"

        _, out, _ = run(file(BUY.replace("len(self) == 3", tomorrow)), *RANGE)

        assert out.index("used prices from the future") < out.index("Total return")
        assert "Look-ahead check:" not in out

    def test_tells_of_a_clean_check_after_the_figures(self, run, file):
        _, out, _ = run(file(), *RANGE)

        assert out.index("Total return") < out.index("Look-ahead check: 2 of 2 cuts identical.")

    def test_sets_the_strategy_beside_buy_and_hold(self, run, file):
        code, out, err = run(file(), *RANGE)

        assert (code, err) == (0, "")
        assert "Buy, AAPL" in out
        assert "2001-01-02 to 2001-03-01, 41 daily bars" in out
        header = next(line for line in out.splitlines() if "Buy and hold" in line)
        assert header.split() == ["Strategy", "Buy", "and", "hold"]
        row = next(line for line in out.splitlines() if line.startswith("Total return"))
        assert len(row.split()) == 4
        assert "Costs: commission $" in out
        assert "(sample)" in out

    def test_groups_every_metric_and_lays_out_months_and_falls(self, run, file):
        source = BUY.replace("if len(self) == 3:", "if not self.position:")

        _, out, _ = run(file(source), "--symbol", "AAPL", "--start", "2001-11-15", "--end", "2003-02-10")

        lines = out.splitlines()
        for name in {metric.group for metric in METRICS.values()}:
            assert name in lines
        years = [line for line in lines if line.startswith(("2001 ", "2002 ", "2003 "))]
        # A whole year has twelve months, the year itself and the benchmark.
        assert [len(line.split()) - 1 for line in years] == [4, 14, 4]
        assert len(lines[lines.index("Deepest falls") + 2].split()) >= 5
        assert any(line.startswith("Sharpe ratio") and line.endswith("  Backtrader, days") for line in lines)
        assert max(map(len, lines)) <= 100

    def test_of_the_basic_profile_is_short(self, run, file):
        _, out, _ = run(file(), *RANGE, "--profile", "basic")

        assert len(out.splitlines()) < 30
        assert "Months and years" not in out

    def test_counts_orders_that_were_not_filled_and_why(self, run, file):
        _, out, _ = run(file(BUY.replace("self.p.size", "10**6")), *RANGE)

        assert "Orders not filled: 1 (1 not enough money)" in out

    def test_says_what_is_still_open(self, run, file):
        _, out, _ = run(file(BUY.replace("self.close()", "pass")), *RANGE)

        assert "Open at the end: 1" in out

    def test_labels_simulated_prices(self, run, file):
        _, out, _ = run(file(), "--symbol", "SIM-EURUSD")

        assert "SIMULATED prices" in out

    def test_is_printed_once_for_each_file(self, run, file):
        _, out, _ = run(file(name="one.py"), file(name="two.py"), *RANGE)

        assert out.count("Total return") == 2

    def test_draws_random_numbers_from_the_seed(self, run_json, file):
        source = "import random\n" + BUY.replace("size=self.p.size", "size=random.randint(1, 1000)")

        ran = [run_json(file(source), *RANGE, "--seed", seed)[1][0] for seed in ("7", "7", "8")]

        assert [one["summary"]["seed"] for one in ran] == [7, 7, 8]
        assert ran[0]["equity"] == ran[1]["equity"] != ran[2]["equity"]

    def test_uses_one_sandbox_for_all_files_and_no_row(self, run, file):
        before = sandbox().zygote_pid

        run(file(name="one.py"), file(name="two.py"), *RANGE)

        assert sandbox().zygote_pid == before
        assert BacktestRun.objects.count() == 0

    def test_accepts_the_mark_some_editors_put_first(self, run, file):
        code, *_ = run(file(b"\xef\xbb\xbf" + BUY.encode()), *RANGE)

        assert code == 0


@pytest.mark.slow
class TestFromAShell:
    """A fresh clone: no tables, no prices, no broker."""

    @pytest.fixture
    def shell(self, tmp_path):
        def call(*arguments, source=""):
            environment = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")}
            command = [sys.executable, "manage.py", "backtest", *arguments]
            return subprocess.run(
                command, cwd=PROJECT, env=environment, input=source, capture_output=True, text=True, timeout=100
            )

        return call

    def test_prepares_its_database_by_itself(self, shell, file):
        first = shell(file(), *RANGE)
        second = shell("-", *RANGE, "--json", source=BUY)

        assert (first.returncode, second.returncode) == (0, 0), first.stderr
        assert "Preparing the local database" in first.stderr
        assert "Total return" in first.stdout
        assert second.stderr == ""
        assert json.loads(second.stdout)["file"] == "-"

    @pytest.mark.parametrize("arguments", [["--bogus"], ["--symbol", "AAPL"], []])
    def test_refuses_bad_usage_with_two(self, shell, arguments):
        assert shell("nowhere.py", *arguments).returncode == 2

    def test_explains_units_in_its_help(self, shell):
        shown = shell("--help")

        assert shown.returncode == 0
        assert "0.0287 is 2.87 %" in shown.stdout
