import os
import signal

import pytest

from backtests import execution, services, watching
from backtests.models import BacktestRun, RunResult, State
from backtests.queueing import Lease
from backtests.selectors import result_of
from engine.events import LogLine, Progress
from engine.sandbox.parent import Sandbox, SandboxUnavailable
from engine.spec import Limits
from engine.verdict import Verdict
from marketdata.services import get_bars
from statis import heartbeats, jobs
from statis.sandboxes import sandbox


def average_of(period):
    """Return a strategy that says when it begins."""
    return (
        "import backtrader as bt\n\n\nclass Average(bt.Strategy):\n    def __init__(self):\n"
        f"        bt.ind.SMA(period={period})\n\n    def nextstart(self):\n        print('begun')\n"
    )


@pytest.fixture(autouse=True)
def sent(monkeypatch):
    """Collect the ids of the runs that would be sent to the broker."""
    ids = []
    monkeypatch.setattr(jobs.app, "send_task", lambda name, kwargs, connection: ids.append(kwargs["run_id"]))
    return ids


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Collect what would be published."""
    told = []
    monkeypatch.setattr(execution.events, "publish", lambda topic, event: told.append(event))
    return told


@pytest.fixture
def start(alice, version_of, spec, sample_data):
    def make(code="hold", **changes):
        return services.start_backtest(owner=alice, version=version_of(alice, code), spec=spec(**changes))

    return make


@pytest.fixture
def run_it(start):
    """Start a backtest, execute it here, and return its row."""

    def run(code="hold", **changes):
        run = start(code, **changes)
        execution.execute_run(run.pk)
        run.refresh_from_db()
        return run

    return run


class TestExecuteRun:
    def test_stores_a_result_computed_from_the_audited_orders(self, run_it):
        run = run_it()

        assert (run.state, run.verdict, run.failure, run.attempts) == (State.SUCCEEDED, Verdict.OK, {}, 1)
        assert (run.lease_expires_at, run.finished_at is None) == (None, False)
        bars = get_bars(symbol="AAPL", start_date=None, end_date=None)
        report = result_of(run)
        first, last = report.account.equity[0], report.account.equity[-1]
        bought_at = report.account.fills[0].price
        closes = dict(zip(bars.times.tolist(), bars.close.tolist(), strict=True))
        assert first == 100_000
        assert last == pytest.approx(
            100_000 - 10 * bought_at * 1.001 + 10 * closes[report.account.times.tolist()[-1]], abs=1e-9
        )

    def test_keeps_what_was_run_on_what(self, run_it):
        run = run_it()

        [data] = run.facts["data"]
        assert (data["symbol"], data["bars"], data["is_simulated"], data["interval"]) == ("AAPL", 83, False, "1d")
        assert run.data_hash == data["content_hash"] == run.facts["data_hash"]
        assert (run.engine_path, run.facts["strategy_class"]) == ("lean", "Hold")
        assert run.facts["libraries"]["backtrader"].startswith("1.9")
        assert run.facts["seed"] == 0
        assert [(one["symbol"], one["kind"]) for one in run.facts["quality"]] == [("AAPL", "thin")]
        assert run.headline["total_return"] == run.result.metrics["total_return"]

    def test_gives_identical_figures_when_run_again(self, run_it):
        first, second = run_it(), run_it()

        assert first.result.metrics == second.result.metrics
        assert first.data_hash == second.data_hash

    def test_does_nothing_at_the_second_delivery_of_a_message(self, run_it):
        run = run_it()
        finished_at = run.finished_at

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert (run.attempts, run.finished_at, RunResult.objects.count()) == (1, finished_at, 1)

    def test_does_nothing_for_a_run_another_worker_has(self, start):
        run = start()
        Lease.claim(run.pk)

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert (run.state, run.attempts) == (State.RUNNING, 1)

    def test_does_nothing_for_a_run_that_is_gone(self, db):
        execution.execute_run(123_456)

    def test_runs_several_symbols_on_one_account(self, run_it):
        run = run_it(symbols=("AAPL", "MSFT"))

        assert run.verdict == Verdict.OK
        assert [data["symbol"] for data in run.facts["data"]] == ["AAPL", "MSFT"]
        assert run.data_hash not in [data["content_hash"] for data in run.facts["data"]]

    def test_loads_warmup_bars_and_measures_none_of_them(self, run_it):
        run = run_it(average_of(100), warmup=None)

        [data] = run.facts["data"]
        assert (data["bars"], data["warmup_bars"], data["warmup_from"]) == (83, 212, "2000-03-01")
        assert (run.facts["bars"], run.facts["warmup_bars"], run.facts["first_date"]) == (83, 99, "2001-01-02")
        assert len(result_of(run).account.equity) == 83
        assert [line.bar for line in result_of(run).order_log.log] == [0]

    @pytest.mark.parametrize("period", [500, 620])
    def test_loads_more_once_when_the_indicators_need_it(self, run_it, period):
        # 620 bars are more than 300 and the period together, so the first try cannot even begin.
        run = run_it(average_of(period), warmup=None, start_date="2008-01-01", end_date="2008-12-31")

        [data] = run.facts["data"]
        assert (run.verdict, data["warmup_bars"], run.facts["warmup_bars"]) == (Verdict.OK, period - 1, period - 1)
        assert run.data_hash == data["content_hash"]
        assert [line.bar for line in result_of(run).order_log.log] == [0]

    def test_keeps_to_the_warmup_asked_for(self, run_it):
        run = run_it(average_of(400), warmup=20, start_date="2008-01-01", end_date="2009-12-31")

        assert run.facts["data"][0]["warmup_bars"] == 20
        assert [line.bar for line in result_of(run).order_log.log] == [379]

    def test_says_so_when_there_are_too_few_bars_altogether(self, run_it):
        run = run_it(average_of(4_000), warmup=None)

        assert run.verdict == Verdict.STRATEGY_ERROR
        assert "need 4,000 bars of AAPL" in run.failure["message"]
        assert "with the 212 bars before it has 295" in run.failure["message"]

    def test_tells_the_end_last(self, run_it, told):
        run_it()

        assert told[0]["type"] == "state"
        assert told[-1] == {"type": "done", "state": "SUCCEEDED", "verdict": "OK"}


class TestFailures:
    def test_shows_the_users_own_line(self, run_it):
        run = run_it("broken")

        assert (run.state, run.verdict) == (State.FAILED, Verdict.STRATEGY_ERROR)
        assert (run.failure["line"], run.failure["code"].strip()) == (7, "1 / 0")
        assert run.failure["bar"] is not None
        assert not hasattr(run, "result")

    @pytest.mark.parametrize(
        ("code", "verdict", "words", "line"),
        [
            ("class S(:\n", Verdict.STRATEGY_ERROR, "not valid Python", 1),
            ("x = 1\n", Verdict.STRATEGY_ERROR, "no strategy class", None),
            (
                "import os\nimport backtrader as bt\nclass A(bt.Strategy):\n    x = os\n",
                Verdict.REJECTED_CODE,
                "os",
                1,
            ),
        ],
    )
    def test_refuses_code_that_cannot_run(self, run_it, code, verdict, words, line):
        run = run_it(code)

        assert (run.state, run.verdict, run.failure["line"]) == (State.FAILED, verdict, line)
        assert words in run.failure["message"]
        assert run.failure["hint"]

    def test_runs_the_class_that_was_chosen_among_several(self, run_it):
        code = "import backtrader as bt\nclass A(bt.Strategy):\n    pass\nclass B(bt.Strategy):\n    pass\n"

        chosen, last = run_it(code, strategy_class="A"), run_it(code)

        assert (chosen.verdict, chosen.facts["strategy_class"]) == (Verdict.OK, "A")
        assert (last.facts["strategy_class"], last.facts["strategies"]) == ("B", ["A", "B"])

    def test_keeps_what_was_left_out_of_a_whole_script(self, run_it):
        code = "import os\nimport backtrader as bt\nclass A(bt.Strategy):\n    pass\nbt.Cerebro().run(os)\n"

        run = run_it(code)

        assert [(part["what"], part["lines"]) for part in run.facts["left_out"]] == [
            ("the runner", [[5, 5]]),
            ("imports os", [[1, 1]]),
        ]

    def test_says_which_prices_there_are(self, run_it):
        run = run_it(symbols=("APPL",))

        assert (run.state, run.verdict) == (State.FAILED, Verdict.NO_DATA)
        assert "AAPL" in run.failure["message"]
        assert run.progress["phase"] == "data"

    def test_ends_a_loop_without_end_at_the_time_limit_of_the_settings(self, run_it, settings):
        code = "import backtrader as bt\nclass A(bt.Strategy):\n    def next(self):\n        while True: pass\n"
        settings.RUN_LIMITS = Limits(wall_seconds=1.0)

        run = run_it(code, limits=Limits(wall_seconds=60.0))

        assert (run.state, run.verdict) == (State.FAILED, Verdict.TIME)
        assert run.failure["message"] == "The strategy did not finish within 1 second."
        assert run.spec["limits"]["wall_seconds"] == 1.0

    @pytest.mark.parametrize(
        ("body", "limits", "verdict", "named"),
        [
            ("bytearray(200 << 20)", {"memory_bytes": 64 << 20}, Verdict.MEMORY, "64 MB"),
            (
                "[print('x' * 400) for _ in range(9000)]",
                {"output_bytes": 1 << 20, "log_lines": 9000},
                Verdict.OUTPUT,
                "1 MB",
            ),
            ("[self.buy(size=1) for _ in range(20)]", {"orders": 10}, Verdict.OUTPUT, "10 orders"),
            ("while True: pass", {"cpu_seconds": 1}, Verdict.TIME, "1 second of processor time"),
        ],
    )
    def test_names_the_limit_in_force_that_ended_it(self, run_it, settings, body, limits, verdict, named):
        settings.RUN_LIMITS = Limits(**limits)
        code = f"import backtrader as bt\nclass A(bt.Strategy):\n    def next(self):\n        {body}\n"

        run = run_it(code)

        assert run.verdict == verdict
        assert named in run.failure["message"]

    def test_runs_within_the_limits_of_the_settings_without_a_row(self, settings, spec, sample_data):
        settings.RUN_LIMITS = Limits(orders=10)
        code = "import backtrader as bt\nclass A(bt.Strategy):\n    def next(self):\n        self.buy(size=1)\n"

        performed = execution.backtest_once(spec(source=code))

        assert performed.verdict is Verdict.OUTPUT

    def test_the_next_run_works_after_the_sandbox_was_killed(self, run_it):
        os.kill(sandbox().zygote_pid, signal.SIGKILL)

        assert run_it().verdict == Verdict.OK

    def test_a_machine_without_a_sandbox_is_named_and_not_tried_again(self, run_it, monkeypatch, sent):
        def refuse(*_, **__):
            raise SandboxUnavailable("This system cannot isolate strategies.")

        monkeypatch.setattr(Sandbox, "run", refuse)

        run = run_it()

        assert (run.state, run.verdict, sent) == (State.FAILED, Verdict.OUR_FAULT, [])
        assert run.failure["message"] == "This system cannot isolate strategies."


class TestOurFault:
    @pytest.fixture(autouse=True)
    def trouble(self, monkeypatch):
        def break_down(**_):
            raise RuntimeError("a fault of ours")

        monkeypatch.setattr(execution, "run_backtest", break_down)

    def test_puts_the_run_back_into_the_queue(self, run_it, sent):
        run = run_it()

        assert (run.state, run.attempts, sent) == (State.QUEUED, 1, [run.pk])

    def test_fails_it_after_three_attempts(self, start, sent):
        run = start()

        for _ in range(4):
            execution.execute_run(run.pk)

        run.refresh_from_db()
        assert (run.state, run.verdict, run.attempts) == (State.FAILED, Verdict.OUR_FAULT, 3)
        assert "our side" in run.failure["message"]
        assert "fault of ours" not in str(run.failure)
        assert len(sent) == 2


class TestLostLease:
    def test_stores_nothing_when_the_run_was_given_to_another(self, start, monkeypatch):
        run = start()
        perform = execution.perform

        def lose(*arguments):
            performed = perform(*arguments)
            BacktestRun.objects.filter(pk=run.pk).update(attempts=2)
            return performed

        monkeypatch.setattr(execution, "perform", lose)

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert (run.state, run.attempts, run.verdict) == (State.RUNNING, 2, "")
        assert RunResult.objects.count() == 0

    def test_stops_a_run_that_was_given_to_another(self, start, monkeypatch):
        monkeypatch.setattr(heartbeats, "HEARTBEAT_SECONDS", 0.0)
        run = start("slow", params={"work": 2_000_000})
        renew = Lease.renew

        def lose(lease, **values):
            BacktestRun.objects.filter(pk=run.pk).update(attempts=2)
            return renew(lease, **values)

        monkeypatch.setattr(Lease, "renew", lose)

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert (run.state, RunResult.objects.count()) == (State.RUNNING, 0)

    def test_stops_a_run_that_is_cancelled_while_it_runs(self, start, monkeypatch):
        monkeypatch.setattr(heartbeats, "HEARTBEAT_SECONDS", 0.0)
        run = start("slow", params={"work": 2_000_000})
        renew = Lease.renew

        def cancel(lease, **values):
            services.cancel_run(run=run)
            return renew(lease, **values)

        monkeypatch.setattr(Lease, "renew", cancel)

        execution.execute_run(run.pk)

        run.refresh_from_db()
        assert (run.state, run.verdict) == (State.CANCELLED, Verdict.CANCELLED)


class Clock:
    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


class TestLeasedWatch:
    @pytest.fixture
    def clock(self):
        return Clock()

    @pytest.fixture
    def watch(self, start, clock):
        return watching.LeasedWatch(Lease.claim(start().pk), clock=clock)

    def test_tells_progress_at_most_four_times_a_second(self, watch, clock, told):
        for bar in range(100):
            clock.now += 0.01
            watch.on_progress(Progress(phase="simulate", bar=bar, bars=100))

        assert 3 <= len(told) <= 5

    def test_stores_progress_and_keeps_the_lease_once_a_second(self, watch, clock, django_assert_num_queries):
        watch.on_progress(Progress(phase="simulate", bar=50, bars=100, fills=3))
        with django_assert_num_queries(1):
            for _ in range(100):
                clock.now += 0.0101
                assert not watch.should_stop()

        progress = BacktestRun.objects.get().progress
        assert (progress["phase"], progress["bar"], progress["bars"], progress["fills"]) == ("simulate", 50, 100, 3)
        assert 0.3 < progress["fraction"] < 0.6

    def test_never_goes_backwards(self, watch):
        fractions = []
        for phase, bar in [("simulate", 10), ("simulate", 90), ("simulate", 20), ("compile", 0), ("simulate", 10**9)]:
            watch.on_progress(Progress(phase=phase, bar=bar, bars=100))
            fractions.append(watch.now["fraction"])

        assert fractions == sorted(fractions)
        assert fractions[-1] <= 0.9

    def test_sends_log_lines_together(self, watch, clock, told):
        clock.now += 1
        for number in range(1_000):
            watch.on_log(LogLine(bar=number, text="x"))
        clock.now += 1
        watch.should_stop()

        logs = [event for event in told if event["type"] == "log"]
        assert [len(event["lines"]) for event in logs] == [1, 200]

    def test_goes_on_when_the_database_is_away_for_a_moment(self, watch, clock, monkeypatch):
        def fail(*_, **__):
            raise heartbeats.DatabaseError("away")

        monkeypatch.setattr(Lease, "renew", fail)
        clock.now += 5

        assert not watch.should_stop()


class TestBacktestOnce:
    def test_needs_no_row(self, spec, sample_data):
        performed = execution.backtest_once(spec())

        assert performed.verdict is Verdict.OK
        assert performed.report.metrics["initial_value"] == 100_000
        assert BacktestRun.objects.count() == 0


LEAK = """import backtrader as bt


class Leak(bt.Strategy):
    def next(self):
        known, at = self.data.close.array, len(self)
        if self.position:
            self.close()
        elif at < len(known) and known[at] > known[at - 1]:
            self.buy(size=1)
"""


class TestLookAhead:
    def test_is_looked_for_in_every_run(self, run_it, settings):
        settings.LOOKAHEAD_CUTS = 12

        found = result_of(run_it()).look_ahead

        assert (found.finding, found.identical, found.compared) == ("clean", 12, 12)

    def test_is_stored_with_its_line_and_causes(self, run_it):
        run = run_it(LEAK)

        found = result_of(run).look_ahead
        assert (run.state, found.finding) == (State.SUCCEEDED, "hindsight")
        assert run.headline["look_ahead"] == "hindsight"
        assert found.difference.code == "self.buy(size=1)"
        assert ("self.data.close.array", 6) in [(cause.code, cause.line) for cause in found.causes]

    @pytest.mark.parametrize("name", ["LOOKAHEAD_CUTS", "LOOKAHEAD_MAX_BARS"])
    def test_can_be_switched_off(self, run_it, settings, name):
        setattr(settings, name, 0)

        assert result_of(run_it()).look_ahead.skipped == "off"

    def test_keeps_the_figures_when_the_sandbox_is_gone_by_then(self, run_it, monkeypatch):
        def gone(**_):
            raise SandboxUnavailable("It is gone.")

        monkeypatch.setattr(execution, "check_look_ahead", gone)

        run = run_it()

        assert (run.state, result_of(run).look_ahead.skipped) == (State.SUCCEEDED, "unavailable")

    def test_ends_as_cancelled_when_the_run_is_cancelled_meanwhile(self, run_it, monkeypatch):
        checked = execution.check_look_ahead

        def cancel_first(**given):
            services.cancel_run(run=BacktestRun.objects.get())
            monkeypatch.setattr(heartbeats, "HEARTBEAT_SECONDS", 0.0)
            return checked(**given)

        monkeypatch.setattr(execution, "check_look_ahead", cancel_first)

        run = run_it()

        assert (run.state, RunResult.objects.filter(run=run).exists()) == (State.CANCELLED, False)

    def test_is_a_phase_of_its_own(self, run_it, told):
        run_it()

        assert "look-ahead" in [event.get("phase") for event in told]


class TestQuality:
    def test_of_every_symbol_and_the_benchmark_is_kept(self, run_it):
        run = run_it(symbols=("AAPL", "IBM"), start_date="2000-06-01", end_date="2010-12-31", benchmark="MSFT")

        found = [(one["symbol"], one["kind"], one["severity"], one["first"]) for one in run.facts["quality"]]
        assert found == [
            ("AAPL", "extreme", "note", ["2000-09-29"]),
            ("MSFT", "spike", "warning", ["2008-07-01"]),
        ]

    def test_is_of_the_bars_used_only(self, run_it):
        run = run_it(symbols=("MSFT",), start_date="2010-06-01", end_date="2011-12-31")

        assert run.facts["quality"] == []
