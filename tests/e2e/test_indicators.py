"""Indicators: found as one types, redrawn as a setting changes, and tested as a strategy."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps


class TestIndicators:
    def test_are_found_while_one_types(self, member):
        member.goto("/indicators/")
        search = member.get_by_role("searchbox", name="Search indicators")

        search.press_sequentially("golden cross")

        expect(member.locator(".ind-rows li")).to_have_count(1)
        expect(search).to_be_focused()
        assert "q=golden" in member.url
        member.get_by_role("link", name="SMA").click()
        steps.arrive(member, "Simple moving average")

    @pytest.mark.parametrize("theme", ["dark", "light"])
    def test_are_redrawn_when_a_setting_changes(self, member, screenshot, theme):
        member.goto("/indicators/rsi/?symbol=AAPL")
        expect(member.locator("#indicator-chart canvas").first).to_be_visible()
        value = member.locator(".legend b").last
        before = value.inner_text()

        member.get_by_label("How many bars it looks back").fill("5")
        member.keyboard.press("Enter")

        expect(value).not_to_have_text(before)
        expect(member.locator("#indicator-chart canvas").first).to_be_visible()
        expect(member.get_by_label("How many bars it looks back")).to_be_focused()
        assert "timeperiod=5" in member.url
        screenshot(member, f"indicator-{theme}")

    def test_become_a_strategy_in_the_run_form(self, member):
        member.goto("/indicators/macd/?symbol=IBM")

        member.get_by_role("button", name="Backtest this idea").click()

        steps.arrive(member, "New backtest")
        expect(member.get_by_label("Symbol", exact=True)).to_have_value("IBM")
        expect(member.get_by_label("Strategy", exact=True)).to_contain_text("divergence idea")
