"""The benchmark's own sums: who runs when, what a ratio is, and what may be compared."""

import io
import json
import sys
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bench import prices
from bench.growth import rate
from bench.page import BEGIN, END, with_section
from bench.page import prices as price_table
from bench.peers import LOCKS, SYSTEMS, version_of
from bench.rows import TARGETS, US, US_BASIC, line, odd_ones, row, rows
from bench.timing import RunFailed, Sample, Timing, interleaved
from bench.work import Ending, Job, walk
from bench.worker import serve

ROOT = Path(__file__).resolve().parent.parent
ASKED_FOR = {"work", "system", "peer", "ratio", "ours_s", "peer_s"}


def timing(*seconds: float) -> Timing:
    return Timing(samples=tuple(Sample(cpu_s=one) for one in seconds))


class TestInterleaved:
    def test_lets_every_system_run_once_a_round(self):
        order = []
        runs = {name: lambda name=name: order.append(name) or Sample(cpu_s=1.0) for name in ("a", "b", "c")}

        interleaved(runs, rounds=2, on_failure=pytest.fail)

        assert order == ["a", "b", "c", "a", "b", "c"]

    def test_keeps_every_sample_in_its_place(self):
        seconds = {"a": iter([3.0, 1.0, 2.0]), "b": iter([6.0, 5.0, 9.0])}
        runs = {name: lambda found=found: Sample(cpu_s=next(found)) for name, found in seconds.items()}

        found = interleaved(runs, rounds=3, on_failure=pytest.fail)

        assert [(one.best_s, one.median_s) for one in found.values()] == [(1.0, 2.0), (5.0, 6.0)]

    def test_tells_of_one_that_fails_and_goes_on_without_it(self):
        told, tries = [], []

        def failing() -> Sample:
            tries.append(1)
            raise RunFailed("no such wheel")

        runs = {"good": lambda: Sample(cpu_s=1.0), "bad": failing}
        found = interleaved(runs, rounds=3, on_failure=lambda name, why: told.append((name, why)))

        assert told == [("bad", "no such wheel")]
        assert len(tries) == 1
        assert {name: len(one.samples) for name, one in found.items()} == {"good": 3}


class TestRow:
    def test_is_how_many_times_as_long_the_peer_takes(self):
        found = row(work="a walk", peer="x", ours=timing(0.02, 0.01, 0.06), theirs=timing(0.3, 0.1, 0.1))

        assert (found.ratio, found.ours_s, found.peer_s) == (10.0, 0.01, 0.1)
        assert found.median_ratio == 5.0
        assert found.rounds == 3

    def test_has_the_keys_others_read(self):
        found = asdict(row(work="a walk", peer="x", ours=timing(1.0), theirs=timing(2.0)))

        assert set(found) >= ASKED_FOR
        assert found["system"] == "statis"

    @pytest.mark.parametrize(("theirs", "is_met", "word"), [(10.0, True, "met"), (9.99, False, "missed")])
    def test_says_whether_its_target_is_met(self, theirs, is_met, word):
        found = row(work="2,500 daily bars", peer="backtrader", ours=timing(1.0), theirs=timing(theirs))

        assert found.is_met is is_met
        assert line(found).endswith(f"target 10.0x {word}")

    def test_of_a_work_without_target_is_neither_met_nor_missed(self):
        found = row(work="250,000 minute bars", peer="raptorbt", ours=timing(1.0), theirs=timing(0.5))

        assert found.is_met is None
        assert "target" not in line(found)

    def test_is_made_for_every_peer_but_ourselves(self):
        found = rows(work="a walk", timings={US: timing(1.0), "x": timing(2.0), "y": timing(3.0)})

        assert [(one.peer, one.ratio) for one in found] == [("x", 2.0), ("y", 3.0)]

    def test_is_of_the_basic_metrics_beside_those_who_make_no_statistics(self):
        timings = {US: timing(2.0), US_BASIC: timing(1.0), "backtrader": timing(10.0), "vectorbt": timing(10.0)}

        found = rows(work="a walk", timings=timings)

        assert [(one.peer, one.profile, one.ratio) for one in found] == [
            ("backtrader", "basic", 10.0),
            ("vectorbt", "advanced", 5.0),
        ]


class TestOddOnes:
    def test_forgive_sums_in_another_order_only(self):
        equities = {US: 1_000_000.0, "same": 1_000_000.0000001, "other": 1_000_000.01}

        assert odd_ones(equities, incomparable=()) == ["other"]

    def test_leave_out_what_cannot_be_told_the_same_size(self):
        assert odd_ones({US: 1.0, "own way": 2.0}, incomparable=["own way"]) == []


class TestTargets:
    def test_are_of_peers_there_are(self):
        assert {peer for _, peer in TARGETS} <= {system.name for system in SYSTEMS}


class TestSystems:
    @pytest.mark.parametrize("name", sorted({system.environment for system in SYSTEMS} - {""}))
    def test_are_locked_at_the_version_named(self, name):
        lock = (LOCKS / f"{name}.txt").read_text()

        assert f"{name}=={version_of(name)} \\\n    --hash=sha256:" in lock

    def test_have_a_module_each(self):
        assert all((ROOT / "bench" / "systems" / f"{system.module}.py").exists() for system in SYSTEMS)


class TestWalk:
    def test_is_the_same_every_time_and_another_for_each_symbol(self):
        job = Job(kind="basket", bars=50, symbols=2)

        assert np.array_equal(walk(job).close, walk(job).close)
        assert not np.array_equal(walk(job).close, walk(job, symbol=1).close)

    @pytest.mark.parametrize(("bars", "step"), [(20_000, np.timedelta64(1, "D")), (20_001, np.timedelta64(1, "m"))])
    def test_turns_to_minutes_where_days_would_leave_the_calendar(self, bars, step):
        times = walk(Job(kind="cross", bars=bars)).times

        assert times[1] - times[0] == step

    def test_keeps_every_price_inside_its_bar(self):
        bars = walk(Job(kind="cross", bars=500))

        assert (bars.low <= np.minimum(bars.open, bars.close)).all()
        assert (bars.high >= np.maximum(bars.open, bars.close)).all()


class TestWorker:
    @pytest.fixture
    def answers(self, monkeypatch):
        prepared = []

        def prepare(variant, job):
            prepared.append(variant)
            if variant == "broken":
                raise ValueError("no such thing")
            return lambda: Ending(equity=float(job.bars), trades=len(prepared))

        monkeypatch.setitem(sys.modules, "bench.systems.of_this_test", SimpleNamespace(prepare=prepare))

        def ask(*variants):
            job = {"kind": "cross", "bars": 7}
            requests = io.StringIO("".join(json.dumps({"variant": one, "job": job}) + "\n" for one in variants))
            replies = io.StringIO()
            serve("bench.systems.of_this_test", requests, replies)
            return [json.loads(reply) for reply in replies.getvalue().splitlines()]

        return ask

    def test_answers_with_a_sample(self, answers):
        (answer,) = answers("plain")

        assert Sample(**answer).equity == 7.0
        assert answer["cpu_s"] >= 0

    def test_prepares_a_job_once(self, answers):
        assert [answer["trades"] for answer in answers("plain", "plain", "other")] == [1, 1, 2]

    def test_tells_what_failed_and_goes_on(self, answers):
        broken, fine = answers("broken", "plain")

        assert broken == {"error": "ValueError: no such thing"}
        assert fine["equity"] == 7.0


class TestRate:
    def test_counts_by_the_best_sample(self):
        found = rate(of="orders", count=500, samples=[Sample(cpu_s=2.0), Sample(cpu_s=0.5)])

        assert (found.cpu_s, found.per_second) == (0.5, 1000)


class TestResults:
    def test_as_published_have_the_rows_others_read(self):
        published = json.loads((ROOT / "bench" / "results.json").read_text())

        assert published["rows"]
        for one in published["rows"]:
            assert set(one) >= ASKED_FOR
            assert one["ratio"] == pytest.approx(one["peer_s"] / one["ours_s"], rel=0.01, abs=0.006)

    def test_are_those_the_page_tells(self):
        page = (ROOT / "docs" / "performance.md").read_text()
        published = json.loads((ROOT / "bench" / "results.json").read_text())

        assert with_section(page, published) == page


class TestPage:
    def test_needs_both_marks(self):
        with pytest.raises(ValueError, match="marks"):
            with_section(BEGIN, {})

    def test_keeps_what_stands_around_the_figures(self):
        figures = {
            "measured_at": "2026-01-02T03:04:05",
            "minutes": 1.0,
            "machine": {"system": "S", "processor": "P", "cores": 2, "python": "3", "load_average": [0.1]},
            "versions": {"x": "1"},
            "skipped": {"y": "no wheel"},
            "rows": [asdict(row(work="a walk", peer="x", ours=timing(1.0), theirs=timing(2.5)))],
            "jobs": [],
            "memory": None,
            "growth": [],
        }

        page = with_section(f"before\n{BEGIN}old\n{END}after\n", figures)

        assert page.startswith(f"before\n{BEGIN}")
        assert page.endswith(f"{END}after\n")
        assert "old" not in page
        assert "| a walk | x | advanced | 2.5000 | 1.0000 | **2.50x** | 2.50x | - |" in page
        assert "Without y: no wheel." in page


class TestPrices:
    def test_count_the_bytes_of_a_file(self):
        times = np.array(["2024-01-02"], dtype="datetime64[us]")

        assert prices.csv_bytes(times, [np.array([1.5])]) == len("2024-01-02T00:00:00,1.5\n")

    def test_stand_on_the_page_with_their_targets(self):
        read = prices.Read(
            what="2,500 daily bars", cpu_ms=2.0, least_ms=3.0, median_ms=6.0, target_ms=5.0, is_met=False
        )
        size = prices.Size(what="them", kept_bytes=10, csv_bytes=80, times=8.0, target=3.0, is_met=True)

        table = price_table({"reads": [asdict(read)], "sizes": [asdict(size)]})

        assert "2.0 ms CPU, 6.0 ms wall clock (least 3.0) | under 5 ms: **missed**" in table
        assert "8.0 times smaller than CSV | 3x: met" in table
