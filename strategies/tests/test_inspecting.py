import json

import pytest

from engine.verdict import Verdict
from statis.sandboxes import InspectionFailed, SandboxUnavailable
from strategies import inspecting, presenting
from strategies.checking.inspection import inspect
from strategies.generation.catalogue import TEMPLATES
from strategies.inspecting import inspection_for_page, inspection_of

SMA = TEMPLATES["sma_crossover"].source


class FakeSandbox:
    """Inspects in this process and remembers what it was asked; `ending` is raised or returned instead."""

    def __init__(self):
        self.asked = []
        self.waits = []
        self.ending = None

    def inspect(self, source, strategy_class=None, *, wait_seconds=None):
        self.asked.append(source)
        self.waits.append(wait_seconds)
        if isinstance(self.ending, Exception):
            raise self.ending
        return self.ending or inspect(source, strategy_class)


@pytest.fixture(autouse=True)
def _forgotten():
    inspecting.memory.clear()
    yield
    inspecting.memory.clear()


@pytest.fixture
def fake(monkeypatch):
    one = FakeSandbox()
    monkeypatch.setattr(inspecting, "sandbox", lambda: one)
    return one


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1_000.0

    monkeypatch.setattr(inspecting.time, "monotonic", lambda: Clock.now)
    return Clock


class TestInspectionInTheSandbox:
    def test_tells_what_is_in_the_code(self):
        found = inspection_of(SMA)

        assert found.classes == ("SmaCrossover",)
        assert [one.name for one in found.parameters_of()] == ["fast", "slow"]

    def test_never_happens_in_this_process(self, monkeypatch):
        monkeypatch.setattr("ast.parse", lambda *_: pytest.fail("parsed here"))

        assert inspection_of(SMA).was_read


class TestInspectionOf:
    def test_looks_through_a_text_once(self, fake):
        for _ in range(5):
            inspection_of(SMA)

        assert fake.asked == [SMA]

    def test_asks_nobody_about_a_text_that_cannot_be_kept(self, fake):
        found = inspection_of("(" * 61)

        assert "nested more than 60 deep" in found.findings[0].message
        assert fake.asked == []

    def test_knows_the_classes_of_one_text_apart(self, fake):
        assert inspection_of(SMA, "SmaCrossover").errors == []
        assert inspection_of(SMA, "Other").errors

    def test_forgets_the_text_nobody_asked_for_longest(self, fake, monkeypatch):
        monkeypatch.setattr(inspecting, "MAX_KEPT", 2)

        for text in ("a", "b", "a", "c", "a", "b"):
            inspection_of(text)

        assert fake.asked == ["a", "b", "c", "b"]

    @pytest.mark.parametrize(
        ("verdict", "words"),
        [
            (Verdict.TIME, "more than 5 seconds"),
            (Verdict.MEMORY, "more than 256 MB"),
            (Verdict.CRASHED, "Python itself fails"),
            (Verdict.FORBIDDEN, "Python itself fails"),
            (Verdict.OUTPUT, "Python itself fails"),
        ],
    )
    def test_says_how_an_inspection_died(self, fake, verdict, words):
        fake.ending = InspectionFailed(verdict)

        found = inspection_of(SMA)

        assert not found.was_read
        [error] = found.errors
        assert words in error.message
        assert "The text itself is safe." in error.hint

    @pytest.mark.parametrize("said", [b"garbage", json.dumps({"findings": "many"}).encode()])
    def test_believes_no_answer_that_is_not_ours(self, fake, said):
        fake.ending = said

        assert [one.message for one in inspection_of(SMA).errors] == [inspecting.CRASHED.message]

    def test_tries_a_failed_one_again_after_a_while(self, fake, clock):
        fake.ending = InspectionFailed(Verdict.TIME)
        inspection_of(SMA)
        inspection_of(SMA)
        fake.ending = None

        clock.now += inspecting.FAILURE_SECONDS

        assert inspection_of(SMA).was_read
        assert len(fake.asked) == 2

    @pytest.mark.parametrize("ending", [SandboxUnavailable("down"), InspectionFailed(Verdict.OUR_FAULT)])
    def test_does_not_hide_that_there_is_no_sandbox(self, fake, ending):
        fake.ending = ending

        with pytest.raises(SandboxUnavailable):
            inspection_of(SMA)


class TestInspectionForPage:
    def test_is_none_without_a_sandbox_and_waits_once_only(self, fake, clock):
        fake.ending = SandboxUnavailable("down")

        found = [inspection_for_page(text) for text in ("a", "b")]

        assert found == [None, None]
        assert fake.waits == [inspecting.PAGE_WAIT_SECONDS, 0.0]

    def test_is_there_again_as_soon_as_the_sandbox_is(self, fake):
        fake.ending = SandboxUnavailable("down")
        inspection_for_page(SMA)

        fake.ending = None

        assert inspection_for_page(SMA).classes == ("SmaCrossover",)

    def test_becomes_a_report_that_says_so(self, fake):
        fake.ending = SandboxUnavailable("down")

        report = presenting.code_report("x = 1\n")

        assert report.unchecked == inspecting.NOT_CHECKED
        assert (report.findings, report.line_count) == ((), 1)
