"""What the benchmark says of indicators: which pairs agree, what a round comes to, and how the page tells it."""

from dataclasses import asdict, replace
from types import SimpleNamespace

import numpy as np
import pytest

from bench import catalogue, indicators
from bench import page as pages
from bench.pairs import Pair, agreement, compared
from bench.peers import LOCKS, ROOT, version_of
from bench.work import Job, columns_of, walk
from indicators.library import registry

BARS = np.arange(1.0, 9.0)


def told(theirs, *, ours=None, **pair):
    return agreement(Pair("SMMA", act=lambda prices: None, **pair), ours or {"line": BARS}, theirs)


class Frame(dict):
    columns = ("as a data frame has them",)


class TestAgreement:
    def test_forgives_what_an_average_began_with_and_the_last_digits(self):
        assert told(np.concatenate([[9.0, 9.0, np.nan, 9.0], BARS[4:] * (1 + 1e-10)])) == "agrees"

    def test_says_on_how_many_bars_not_and_why(self):
        theirs = BARS.copy()
        theirs[-1] += 1e-3

        assert told(theirs, differs="it rounds") == "differs on 25.00% of bars: it rounds"

    def test_admits_a_difference_nobody_knows_of(self):
        assert told(BARS + 1) == "differs on 100.00% of bars: not looked into"

    def test_takes_no_value_for_none(self):
        assert told(np.full(8, np.nan)).startswith("differs on 100.00%")

    def test_needs_every_output_in_some_column(self):
        ours = {"line": BARS, "signal": 2 * BARS}

        assert told(Frame(one=2 * BARS, other=BARS), ours=ours) == "agrees"
        assert told(Frame(one=2 * BARS, other=-BARS), ours=ours).startswith("differs")

    def test_names_the_outputs_a_peer_lacks(self):
        ours = {"line": BARS, "signal": 2 * BARS}

        assert told(BARS, ours=ours, outputs=("line",)) == "agrees; it has no signal"


class TestCompared:
    @pytest.fixture
    def columns(self):
        return columns_of(walk(Job(kind="cross", bars=300)))

    def test_times_both_and_holds_their_values_together(self, columns):
        entry = registry.find("SMMA")
        pair = Pair("SMMA", act=lambda close: entry.compute(close, timeperiod=14)[0])

        found = compared(pair, columns=columns, prices=columns["close"])

        assert (found.indicator, found.bars, found.agreement) == ("SMMA", 300, "agrees")
        assert found.rounds >= 2
        assert found.ours_ms > 0
        assert found.ratio > 0

    def test_takes_settings_that_are_not_the_usual_ones(self, columns):
        entry = registry.find("SMMA")
        pair = Pair("SMMA", act=lambda close: entry.compute(close, timeperiod=5)[0])

        usual = compared(pair, columns=columns, prices=columns["close"])
        other = compared(replace(pair, settings={"timeperiod": 5}), columns=columns, prices=columns["close"])

        assert usual.agreement.startswith("differs")
        assert other.agreement == "agrees"


class TestTaken:
    @pytest.mark.parametrize(("times", "is_met"), [([900.0, 140.0, 149.0], True), ([100.0, 151.0, 152.0], False)])
    def test_holds_the_median_against_the_target(self, times, is_met):
        found = catalogue.taken(what="all indicators", indicators=295, bars=2_500, times=times)

        assert (found.least_ms, found.median_ms, found.is_met) == (min(times), sorted(times)[1], is_met)

    def test_of_others_is_only_told(self):
        found = catalogue.taken(what="named ones", indicators=24, bars=2_500, times=[1.0])

        assert (found.target_ms, found.is_met) == (None, None)

    def test_is_of_every_indicator_once(self):
        asked = []
        known = SimpleNamespace(evaluate=lambda entry, columns: asked.append(entry))

        assert catalogue.round_ms(known, ["a", "b"], {}) >= 0
        assert asked == ["a", "b"]


class TestPeers:
    @pytest.mark.parametrize("name", indicators.PEERS)
    def test_are_locked_at_the_version_named(self, name):
        assert f"{name}=={version_of(name)} \\\n    --hash=sha256:" in (LOCKS / f"{name}.txt").read_text()

    @pytest.mark.parametrize("name", indicators.PEERS)
    def test_stand_in_the_environment_of_the_benchmark_alone(self, name):
        for lock in ROOT.glob("requirements*"):
            assert name not in lock.read_text()

    @pytest.mark.parametrize("module", indicators.PEERS.values())
    def test_have_pairs_of_indicators_there_are(self, module):
        source = (ROOT / "bench" / "systems" / f"{module}.py").read_text()
        names = [line.split('"')[1] for line in source.splitlines() if 'Pair("' in line]
        names += [after.split('"')[1] for after in source.split("Pair(\n")[1:]]

        assert len(names) > 20
        assert len(names) == len(set(names))
        assert set(names) <= set(registry.ENTRIES)


class TestPage:
    def test_has_a_line_for_the_catalogue_and_one_for_a_pair(self):
        whole = catalogue.taken(what="all indicators", indicators=295, bars=250_000, times=[6_100.0])
        one = {"peer": "stockstats", "indicator": "AO", "agreement": "agrees"}
        short = {**one, "bars": 2_500, "ours_ms": 0.1, "peer_ms": 0.5, "ratio": 5.0, "median_ratio": 5.0}
        long = {**short, "bars": 250_000, "peer_ms": 0.05, "ratio": 0.5}
        figures = {"catalogue": [asdict(whole)], "pairs": [short, long], "skipped": {"x": "no wheel"}}

        table = pages.indicators(figures)

        missed = "median 6,100.0 ms CPU (least 6,100.0) | under 6,000 ms: **missed** |"
        assert f"| 295 indicators, 250,000 bars | {missed}" in table
        assert "| AO | stockstats | 0.500 / 0.100 = **5.00x** | 0.050 / 0.100 = **0.50x** | agrees |" in table
        assert "Without x: no wheel." in table
