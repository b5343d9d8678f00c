"""The part of a form that says what trading costs and how orders are handled."""

from dataclasses import fields

from backtests import cost_fields
from engine.spec import Costs, Spec


class TestParts:
    def test_offer_every_cost_there_is(self):
        offered = {part.name for part in cost_fields.PARTS.values()} | {"us_fees"}

        assert offered == {field.name for field in fields(Costs)}


class TestUsualCosts:
    def test_are_those_of_a_spec_with_impact_and_a_volume_cap(self):
        form = cost_fields.CostFields(cost_fields.usual_costs())

        assert form.is_valid(), form.errors
        assert form.costs(form.cleaned_data) == Costs(impact=1.0, volume_cap=0.1)
        assert form.cleaned_data["leverage"] == Spec.leverage
        assert form.cleaned_data["warmup"] is None
        assert not form.is_further_open

    def test_show_what_is_folded_away_once_it_counts(self):
        for changes in ({"us_fees": "on"}, {"borrow_rate": "3"}, {"least": "much"}):
            form = cost_fields.CostFields(cost_fields.usual_costs() | changes)

            assert form.is_further_open, changes


class TestCostsOf:
    def test_leave_out_bounds_that_are_not_set(self):
        shown = cost_fields.costs_of(Spec(source="", symbols=("AAPL",), leverage=None))

        assert (shown["most"], shown["volume_cap"], shown["warmup"], shown["leverage"]) == ("", "", "", "off")
