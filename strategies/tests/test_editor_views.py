"""What the editor asks while somebody types."""

import pytest

from strategies.models import Strategy
from strategies.tests.addresses import address

TYPED = "import backtrader as bt\n\n\nclass A(bt.Strategy):\n    params = dict(window=7)\n    x = eval('1')\n"


class TestCheck:
    def test_answers_with_findings_and_parameters_and_saves_nothing(self, owner, strategy):
        part = owner.post(address("check", strategy), {"source": TYPED.replace("\n", "\r\n")}).content.decode()

        assert 'data-finding="error" data-line="6" data-column="8"' in part
        assert 'data-errors="1"' in part
        assert 'name="param_window" value="7"' in part
        assert "<html" not in part
        assert strategy.versions.count() == 1

    def test_looks_at_code_of_no_strategy_yet(self, owner):
        part = owner.post(address("check_new"), {"source": TYPED}).content.decode()

        assert "“eval” cannot be used here." in part
        assert "param_window" not in part

    @pytest.mark.parametrize("source", ["", "x\x00", "#" * 100_001, "(" * 70, "x = '<script>\"'", "\ufeff"])
    def test_answers_whatever_is_typed(self, owner, strategy, source):
        answer = owner.post(address("check", strategy), {"source": source})

        assert answer.status_code == 200
        assert b"<script>" not in answer.content

    def test_is_for_the_owner_only(self, stranger, strategy):
        assert stranger.post(address("check", strategy), {"source": ""}).status_code == 404

    @pytest.mark.parametrize("name", ["check_new", "names"])
    def test_asks_a_visitor_to_sign_in(self, client, db, name):
        method = client.get if name == "names" else client.post

        assert method(address(name)).url.startswith("/accounts/login/")

    def test_needs_a_post(self, owner, strategy):
        assert owner.get(address("check", strategy)).status_code == 405
        assert Strategy.objects.count() == 1


class TestNames:
    def test_are_kept_by_the_browser(self, owner):
        answer = owner.get(address("names"))

        assert "max-age=3600" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]
        assert {"label": "RSI", "apply": "RSI(timeperiod=14)"}.items() <= _named(answer.json(), "RSI").items()


def _named(told, label):
    return next(one for one in told["statis_indicators"] if one["label"] == label)
