import dataclasses

import pytest

from indicators.library import registry
from strategies.checking.tests.honest import within_init
from strategies.checking.tests.reading import check

STAR = "from statis_indicators import *\n"
NAMED = "from statis_indicators import CMF, RSI\nimport statis_indicators as si\nimport statis_indicators\n"


def found(body: str, head: str = NAMED):
    return check(head + within_init(body))


class TestIndicatorsOfTheCatalogue:
    @pytest.mark.parametrize(
        "body",
        [
            "self.a = CMF(self.data)",
            "self.a = si.CMF(self.data, timeperiod=14)",
            "self.a = statis_indicators.RSI(self.data.close, timeperiod=self.p.bars)",
            "self.a = RSI(self.data, plotname='strength', subplot=True)",
            "self.a = si.BBANDS(self.data, nbdevdn=-1.5, matype='EMA')",
            "self.a = RSI(self.data, **self.p._getkwargs())",
            "self.a = getattr(si, self.p.name)(self.data)",
        ],
    )
    def test_are_welcome(self, body):
        assert found(body) == []

    def test_may_all_be_imported_at_once(self):
        assert found("self.a = SMA(self.data)", head=STAR) == []

    @pytest.mark.parametrize(
        "code", ["from statis_indicators import CFM", "self.a = si.CFM(self.data)", "a = statis_indicators.CFM"]
    )
    def test_that_are_unknown_are_errors_with_the_nearest(self, code):
        [finding] = found(code)

        assert finding.message == "There is no indicator “CFM” in the catalogue."
        assert finding.hint.startswith("Did you mean ")
        assert finding.line == NAMED.count("\n") + 6

    @pytest.mark.parametrize(
        ("call", "message", "hint"),
        [
            ("RSI(self.data, period=14)", "RSI has no parameter “period”.", "It takes timeperiod."),
            ("RSI(self.data, timeperiod=1)", "timeperiod is 1.", "Choose a whole number from 2 to 100,000."),
            ("si.RSI(self.data, timeperiod=-5)", "timeperiod is -5.", "Choose a whole number from 2 to 100,000."),
            ("RSI(self.data, timeperiod=2.5)", "timeperiod is “2.5”.", "Choose a whole number from 2 to 100,000."),
        ],
    )
    def test_with_settings_they_cannot_take_are_errors_with_the_bounds(self, call, message, hint):
        [finding] = found(f"self.a = {call}")

        assert (finding.message, finding.hint) == (message, hint)
        assert finding.is_error

    @pytest.mark.parametrize(("settings", "errors"), [("", 1), ("as_known=True", 0), ("**kept", 0)])
    def test_that_repaint_are_errors_unless_asked_for(self, monkeypatch, settings, errors):
        entry = dataclasses.replace(registry.find("CMF"), repaints=True)
        monkeypatch.setattr(registry, "find", lambda text: entry)

        findings = found(f"self.a = CMF(self.data, {settings})")

        assert [finding.message for finding in findings] == errors * [
            "“CMF” changes values it has already given: no strategy can have known them."
        ]
