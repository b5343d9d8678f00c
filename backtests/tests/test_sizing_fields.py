"""The part of a form that says how large orders are."""

import pytest

from backtests import sizing_fields
from engine.spec import SIZING_AMOUNTS, Sizing, Spec


class TestMethods:
    def test_offer_every_kind_of_sizing(self):
        assert list(sizing_fields.METHODS) == list(SIZING_AMOUNTS)


class TestSizingOf:
    @pytest.mark.parametrize(
        "text",
        [
            *("percent:95", "fixed:100", "cash:12500.5", "equity:33.3", "all-in"),
            *("kelly:25,fraction:0.25,trades:40", "volatility:15,bars:60", "risk:0.5,multiple:2.5"),
        ],
    )
    def test_fills_a_form_that_gives_the_same_rule_and_reserve(self, text):
        spec = Spec(source="", symbols=("AAPL",), sizing=Sizing.parse(text), cash_reserve=0.125)

        form = sizing_fields.SizingFields(sizing_fields.sizing_of(spec))

        assert form.is_valid(), form.errors
        assert form.rule == spec.sizing
        assert form.kept_reserve() == 0.125


class TestUsualSizing:
    def test_is_that_of_a_spec_nobody_changed(self):
        form = sizing_fields.SizingFields(sizing_fields.usual_sizing())

        assert form.is_valid(), form.errors
        assert form.rule == Sizing()
        assert form.kept_reserve() == Spec.cash_reserve
