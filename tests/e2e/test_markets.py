"""Markets: search as one types, the watchlist, an instrument's chart, a backtest from it, and sources compared."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import steps


@pytest.fixture
def plain(open_context, member_state) -> Page:
    """Open a page of a signed-in user whose browser runs no scripts."""
    return open_context(storage_state=member_state, java_script_enabled=False).new_page()


def row_of(page: Page, symbol: str):
    return page.locator("tbody tr").filter(has=page.get_by_role("link", name=symbol, exact=True))


class TestMarkets:
    def test_are_found_while_one_types(self, member):
        member.goto("/markets/")
        search = member.get_by_role("searchbox", name="Search markets")

        search.press_sequentially("micro")

        expect(row_of(member, "MSFT")).to_be_visible()
        expect(row_of(member, "AAPL")).to_have_count(0)
        expect(search).to_be_focused()
        assert "q=micro" in member.url
        member.get_by_label("Asset class").select_option(label="Crypto")
        expect(member.get_by_role("heading", name="Nothing fits your search")).to_be_visible()
        member.get_by_role("link", name="Show all markets").click()
        expect(row_of(member, "SIM-BTC")).to_contain_text("Simulated")

    @pytest.mark.parametrize("theme", ["dark", "light"])
    def test_lead_to_candles_and_a_backtest(self, member, theme, screenshot):
        member.goto("/markets/")
        row_of(member, "IBM").get_by_role("link").click()
        steps.arrive(member, "IBM")
        expect(member.locator("#price-chart canvas").first).to_be_visible()

        member.get_by_role("navigation", name="Date range").get_by_role("link", name="All").click()

        expect(member.locator("#range-all")).to_have_attribute("aria-current", "true")
        expect(member.locator("#price")).to_contain_text("Weekly candles")
        expect(member.locator("#price-chart canvas").first).to_be_visible()
        screenshot(member, f"market-{theme}")
        member.get_by_role("link", name="Backtest this").click()
        steps.arrive(member, "New backtest")
        expect(member.get_by_label("Symbol", exact=True)).to_have_value("IBM")

    def test_are_starred_by_keyboard(self, member):
        member.goto("/markets/")
        star = row_of(member, "GOOG").get_by_role("button", name="Watch GOOG")
        star.focus()

        member.keyboard.press("Enter")

        watchlist = member.get_by_role("region", name="Watchlist").last
        expect(watchlist.get_by_role("link", name="GOOG")).to_be_visible()
        star = member.locator("#markets > section").last.get_by_role("button", name="Watch GOOG")
        expect(star).to_have_attribute("aria-pressed", "true")
        expect(star).to_be_focused()
        member.goto("/markets/GOOG/")
        star = member.get_by_role("button", name="Watch GOOG")
        star.click()
        expect(star).to_have_attribute("aria-pressed", "false")
        member.goto("/markets/")
        expect(member.get_by_role("heading", name="Watchlist")).to_have_count(0)

    def test_work_without_scripts(self, plain):
        plain.goto("/markets/")
        plain.get_by_role("searchbox").fill("apple")
        plain.get_by_role("button", name="Search").click()
        expect(plain.locator("tbody tr")).to_have_count(1)

        plain.get_by_role("button", name="Watch AAPL").click()
        expect(plain.get_by_role("button", name="Watch AAPL")).to_have_attribute("aria-pressed", "true")
        plain.get_by_role("link", name="AAPL").click()

        expect(plain.locator("#price-chart")).to_contain_text("needs JavaScript")
        expect(plain.locator("#latest tbody tr")).to_have_count(10)
        with plain.expect_download() as download:
            plain.get_by_role("link", name="Bars as CSV").click()
        assert download.value.suggested_filename == "statis-AAPL-1d.csv"
        plain.get_by_role("button", name="Watch AAPL").click()
        expect(plain.get_by_role("button", name="Watch AAPL")).to_have_attribute("aria-pressed", "false")


class TestSources:
    def test_are_listed_with_what_they_offer(self, member, screenshot):
        member.goto("/markets/")
        member.get_by_role("link", name="Sources", exact=True).click()

        steps.arrive(member, "Sources, intervals and assets")
        expect(member.locator("#intervals")).to_contain_text("730 days")
        screenshot(member, "sources")

    def test_are_compared_without_scripts(self, plain, app, tmp_path, screenshot):
        lines = app.manage("bars", "IBM", "--csv", "--start", "2012-01-03", "--end", "2012-12-31").splitlines()
        lines[100] = ",".join([lines[100].split(",")[0], "1000", "1000", "1000", "1000", "1"])
        path = tmp_path / "mine.csv"
        path.write_text("\n".join(lines))
        plain.goto("/markets/upload/")
        plain.get_by_label("File", exact=True).set_input_files(path)
        plain.get_by_role("button", name="Read the file").click()
        plain.get_by_label("Symbol", exact=True).fill("IBM")
        plain.get_by_role("button", name="Store for me alone").click()

        expect(plain).to_have_url(re.compile(r"/markets/MY\.IBM/"))
        plain.get_by_role("link", name="Compare sources").click()
        plain.get_by_role("button", name="Compare", exact=True).click()

        expect(plain.locator("#comparison .alert")).to_contain_text("on 24 May 2012 they are +416.6% apart")
        expect(plain.locator("#largest tbody tr")).to_have_count(1)
        expect(plain.locator("#largest")).to_contain_text("1,000.00")
        screenshot(plain, "sources-compared")
        plain.goto("/markets/upload/delete/MY.IBM/")
        plain.get_by_role("button", name="Delete prices").click()
