"""What becomes of texts that cannot be a strategy: docs/bad-input.md says the same."""

import pytest

from backtests import execution
from engine.spec import MAX_SOURCE_BYTES, Spec
from engine.tests.bad_input_page import documented
from engine.verdict import Verdict
from statis.sandboxes import InspectionFailed
from strategies import inspecting, services

STRATEGY = "import backtrader as bt\nclass S(bt.Strategy): pass\n"
FINALLY = "".join(f"{' ' * n}try:\n{' ' * n} pass\n{' ' * n}finally:\n" for n in range(90)) + " " * 90 + "pass\n"

TEXTS = {
    "a NUL character": "x\x00",
    "a byte order mark inside the text": "x\ufeff",
    "half a surrogate pair": "'\ud800'",
    "brackets 61 deep": "(" * 61,
    "ninety thousand minus signs": "-" * 90_000 + "1",
    "finally inside finally, 90 deep": STRATEGY + FINALLY,
    "a return outside a function": STRATEGY + "return 1\n",
}
FILES = {
    "more than 100,000 bytes": b"#" * (MAX_SOURCE_BYTES + 1),
    "a file that is not UTF-8": b"x = 1\ny = '\xe9'",
}
DEATHS = {
    "a text that takes its inspection too long": Verdict.TIME,
    "a text that takes its inspection too much memory": Verdict.MEMORY,
    "a text that crashes its inspection": Verdict.CRASHED,
}
PAGE = documented("Texts of strategies")


@pytest.fixture(autouse=True)
def _forgotten():
    inspecting.memory.clear()
    yield
    inspecting.memory.clear()


def refusal(source):
    with pytest.raises(execution.Refused) as caught:
        execution._check(Spec(source=source, symbols=("AAPL",)))
    return caught.value.verdict, caught.value.failure.message


class TestPage:
    def test_has_a_row_for_each(self):
        assert PAGE.keys() == {*TEXTS, *FILES, *DEATHS}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_refused_as_documented(name):
    assert refusal(TEXTS[name]) == PAGE[name]


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_refused_as_documented(name):
    with pytest.raises(services.UnfitSource) as caught:
        services.source_of_file(FILES[name])

    assert (Verdict.STRATEGY_ERROR, caught.value.finding.message) == PAGE[name]


@pytest.mark.parametrize("name", DEATHS)
def test_an_inspection_that_dies_is_told_as_documented(name, monkeypatch):
    class Dying:
        def inspect(self, *_, **__):
            raise InspectionFailed(DEATHS[name])

    monkeypatch.setattr(inspecting, "sandbox", Dying)

    assert refusal(STRATEGY) == PAGE[name]
