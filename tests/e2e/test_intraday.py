"""Prices within a day: uploaded, backtested from their page, and read with the time of the exchange."""

import csv
import re

import pytest
from playwright.sync_api import Page, expect

from backtests.tests import intraday
from tests.e2e import steps
from tests.e2e.test_every_page import check_everything


@pytest.fixture
def uploaded(member) -> Page:
    """Bring five-minute bars through the form and open their page."""
    member.goto("/markets/upload/")
    file = {"name": "ACME.csv", "mimeType": "text/csv", "buffer": intraday.csv_file()}
    member.locator("input[type=file]").set_input_files(file)
    member.get_by_role("button", name="Read the file").click()
    member.get_by_role("button", name=re.compile("^Store")).click()
    expect(member).to_have_url(re.compile(r"/markets/MY\.ACME/\?interval=5m$"))
    return member


class TestRunWithinDays:
    def test_is_set_up_from_a_market_and_read_with_its_times(self, uploaded, screenshot):
        page = uploaded
        page.get_by_role("link", name="Backtest this").click()
        steps.arrive(page, "New backtest")
        expect(page.get_by_label("Bars", exact=True)).to_have_value("5m")
        page.get_by_label("Strategy").select_option("template:sma_crossover")
        page.get_by_role("button", name="5D").click()
        expect(page.get_by_label("From")).to_have_value("2024-03-11")
        expect(page.locator("#summary")).to_contain_text("390")

        page.get_by_role("button", name="Run backtest").last.click()

        steps.expect_result(page)
        expect(page.get_by_role("heading", name="MY.ACME, 5-minute, 11 to 15 Mar 2024")).to_be_visible()
        expect(page.locator("#price-chart canvas").first).to_be_visible()
        expect(page.locator("[data-range-for=price-chart]").get_by_text("1D")).to_be_visible()
        expect(page.locator("#trades tbody tr").last).to_contain_text(re.compile(r"1[1-5] Mar 2024, \d\d:\d\d"))
        plot = page.get_by_role("slider", name="Equity, cursor")
        plot.focus()
        page.keyboard.press("Home")
        expect(plot).to_have_attribute("aria-valuetext", re.compile(r"^11 Mar 2024, 09:30"))
        screenshot(page, "intraday")
        check_everything(page)
        equity = page.context.request.get(f"{page.url}equity.csv").text()
        assert next(csv.DictReader(equity.splitlines()))["date"] == "2024-03-11 09:30:00"
        page.get_by_role("button", name="Run again").click()
        steps.expect_result(page)
        expect(page.get_by_role("heading", name="MY.ACME, 5-minute, 11 to 15 Mar 2024")).to_be_visible()
        page.goto("/runs/")
        expect(page.locator("#runs tbody tr").first).to_contain_text("5-minute")
