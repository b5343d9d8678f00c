"""The tables of a report as rows for the page."""

from dataclasses import replace

from backtests import breakdown
from backtests.tests.reports import report
from engine.spec import Costs


def shown(costs, **paid):
    made = report()
    made = replace(made, metrics={**made.metrics, **paid})
    return {row.label: row.text for row in breakdown.cost_rows(made, costs)}


class TestCostRows:
    def test_say_what_is_not_modelled_and_what_came_to_nothing(self):
        rows = shown(Costs(impact=1.0))

        assert rows["Market impact"] == "$0.00"
        assert rows["Fees"] == rows["Borrowing"] == "not modelled"
        assert "Interest earned besides" not in rows

    def test_add_up_to_what_was_paid_together(self):
        made = report()
        paid = [made.metrics[key] for key, _, _ in breakdown.KINDS_OF_COST]

        assert sum(paid) == made.metrics["costs_paid"] > 0

    def test_tell_interest_apart_from_costs(self):
        assert shown(Costs(cash_rate=0.02), interest_earned=12.5)["Interest earned besides"] == "$12.50"

    def test_have_no_figure_for_a_run_made_before_one_was_known(self):
        made = report()
        old = replace(made, metrics={key: value for key, value in made.metrics.items() if key != "costs_paid"})

        assert [row.text for row in breakdown.cost_rows(old, Costs()) if row.label == "Together"] == ["–"]
