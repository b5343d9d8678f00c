"""The look-ahead check never suspects an honest program."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings

from engine.backtest import Ending, run_backtest
from engine.lookahead.check import Thoroughness, check_look_ahead
from engine.lookahead.findings import LookAhead
from engine.sandbox.parent import Sandbox
from engine.spec import Sizing, Spec
from engine.tests.differential_programs import Program, programs
from engine.tests.test_stock_agreement import TEMPLATES, bars_of, make_spec

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.py"))
SCRIPTS = sorted((Path(__file__).parent / "corpus/scripts").glob("*.py"))
# It reads a symbol that has not begun.
FAIL_BY_THEMSELVES = {("pairs_spread", 3)}
BATCHES = 10
PROGRAMS_IN_A_BATCH = 10


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


def look_ahead(sandbox, spec: Spec, feeds, cuts: int = 12) -> LookAhead | None:
    ended: Ending = run_backtest(sandbox=sandbox, spec=spec, feeds=feeds)
    checked = check_look_ahead(
        sandbox=sandbox, spec=spec, feeds=feeds, ending=ended, thoroughness=Thoroughness(cuts=cuts)
    )
    return checked.report and checked.report.look_ahead


@pytest.mark.parametrize("symbols", [("AAPL",), ("AAPL", "IBM", "GOOG")], ids=["one", "three"])
@pytest.mark.parametrize("path", [*CORPUS, *TEMPLATES], ids=lambda path: path.stem)
class TestHonestStrategy:
    def test_is_not_suspected(self, sandbox, path, symbols):
        spec = make_spec(path.read_text(), symbols, sizing=Sizing(kind="percent", amount=0.9), leverage=1.0)
        # Among several symbols one begins in 2004 only: the dates differ.
        years = (date(2004, 6, 1), date(2006, 6, 30))
        feeds = [bars_of(symbol).between(*years, warmup=100) for symbol in symbols]

        found = look_ahead(sandbox, spec, feeds)

        if found is None:
            assert (path.stem, len(symbols)) in FAIL_BY_THEMSELVES
            return
        assert (found.finding, found.difference) == ("clean", None)
        assert found.identical == found.compared == 12


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
class TestHonestScript:
    def test_is_not_suspected(self, sandbox, path):
        spec = make_spec(path.read_text(), ("AAPL", "IBM"), sizing=Sizing(kind="fixed", amount=10))
        feeds = [bars_of(symbol).between(date(2005, 1, 1), date(2006, 6, 30)) for symbol in spec.symbols]

        found = look_ahead(sandbox, spec, feeds, cuts=6)

        # A few of these scripts are there to fail.
        assert found is None or (found.finding, found.difference) == ("clean", None)


def batch_of(check: Callable[[Program], None], *, number: int) -> Callable[[], None]:
    @seed(number)
    @settings(
        max_examples=PROGRAMS_IN_A_BATCH,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(program=programs())
    def run(program):
        note(program.source)
        check(program)

    return run


class TestGeneratedStrategies:
    @pytest.mark.parametrize("batch", range(BATCHES))
    def test_are_not_suspected(self, sandbox, batch):
        findings = []

        def check(program):
            symbols = tuple(bars.symbol for bars in program.feeds)
            spec = Spec(source=program.source, symbols=symbols, sizing=program.sizing, cash=program.cash)
            findings.append(look_ahead(sandbox, spec, program.feeds, cuts=6))

        batch_of(check, number=batch)()

        assert len(findings) == PROGRAMS_IN_A_BATCH
        assert [found.finding for found in findings if found] == ["clean"] * sum(map(bool, findings))
        assert sum(map(bool, findings)) > PROGRAMS_IN_A_BATCH / 2
