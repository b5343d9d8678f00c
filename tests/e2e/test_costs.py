"""A run with every cost and limit turned on: filled in, read on its result, repeated with changes."""

import re

from playwright.sync_api import expect

from tests.e2e import steps

# Wants more than a bar's share of volume, more than the account has, and a price nobody pays.
GREEDY = """\
import backtrader as bt


class Greedy(bt.Strategy):
    def next(self):
        if len(self) % 40 == 5:
            self.order_target_percent(target=0.9)
        elif len(self) % 40 == 25:
            self.order_target_percent(target=-0.5)
        if len(self) % 100 == 0:
            self.buy(size=1e8)
        if len(self) % 100 == 50:
            day = self.data.datetime.date(0)
            self.buy(size=1, exectype=bt.Order.Limit, price=self.data.close[0] / 2, valid=day)
"""


class TestCostsAndLimits:
    def test_are_filled_in_explained_on_the_result_and_kept_for_the_next_run(self, member, screenshot):
        strategy = steps.add_strategy(member, GREEDY, name="Greedy")
        member.goto(f"/runs/new/?strategy={strategy}&symbol=AAPL")
        steps.arrive(member, "New backtest")
        member.get_by_label("Starting cash").fill("500m")
        member.get_by_label("Benchmark").select_option("MSFT")
        member.locator("#further-costs > summary").click()
        member.get_by_label("Commission per share").fill("0.005")
        member.get_by_label("Borrowing, yearly").fill("3")
        member.get_by_label("US fees on sales").check()
        member.locator("#handling > summary").click()
        member.get_by_label("Volume at most").fill("1")
        member.get_by_label("Leverage at most").fill("1.5")

        expect(member.locator("#handling-sum")).to_have_text("Next open, at most 1% of its volume, leverage up to 1.5")
        expect(member.locator("#further-sum")).to_have_text("$0.005 per share, US fees, borrowing 3.00% a year")
        expect(member.locator("#summary")).to_contain_text(re.compile(r"takes about \d+ bars a side"))
        screenshot(member, "backtest-new-costs")
        member.locator("aside").get_by_role("button", name="Run backtest").click()
        steps.expect_result(member)

        costs = member.locator("#costs")
        expect(costs).not_to_contain_text("not modelled")
        expect(costs.get_by_text("$0.00", exact=True)).to_have_count(0)
        expect(member.locator("#warnings")).to_contain_text("filled in parts")
        expect(member.locator("#equity figure").first).to_contain_text("Holding MSFT")
        expect(member.locator("#assumptions")).to_contain_text("together up to 1.5 times equity when opened")
        member.locator("#unfilled > summary").click()
        expect(member.locator("#unfilled")).to_contain_text("needed equity of $")
        expect(member.locator("#unfilled")).to_contain_text("It was good until ")
        screenshot(member, "result-costs")

        member.get_by_role("link", name="Change and run").click()
        steps.arrive(member, "New backtest")
        expect(member.get_by_label("Volume at most")).to_have_value("1")
        expect(member.get_by_label("Leverage at most")).to_have_value("1.5")
        expect(member.get_by_label("Benchmark")).to_have_value("MSFT")
        expect(member.get_by_label("US fees on sales")).to_be_checked()
