"""Everything that matters works where scripts are off."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import sources, steps


@pytest.fixture
def plain(open_context) -> Page:
    """Open a page of a browser that runs no scripts."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture
def member_options(member_state):
    return {"storage_state": member_state, "java_script_enabled": False}


class TestWithoutJavaScript:
    def test_signs_in_runs_a_template_and_reads_the_result(self, plain, app, screenshot):
        steps.sign_in(plain, app.email, app.password)
        plain.get_by_role("link", name="New backtest").first.click()
        plain.get_by_label("Strategy", exact=True).select_option(label="RSI reversion")
        plain.get_by_role("button", name="Show the parameters of this strategy").click()
        expect(plain.locator("#parameters")).to_contain_text("period")
        plain.get_by_label("Symbol", exact=True).fill("IBM")
        plain.get_by_role("button", name="3Y").click()
        expect(plain.get_by_label("Symbol", exact=True)).to_have_value("IBM")
        plain.locator("aside").get_by_role("button", name="Run backtest").click()

        steps.expect_result(plain)
        screenshot(plain, "no-javascript")
        expect(plain.get_by_role("heading", level=1)).to_contain_text("IBM")
        expect(plain.locator("#equity .chart__plot path.line--s1").first).to_be_visible()
        expect(plain.locator("#price-chart")).to_contain_text("needs JavaScript")
        expect(plain.locator("#trades tbody tr").first).to_be_visible()

    def test_writes_a_strategy_in_a_plain_field(self, member):
        member.goto("/strategies/new/")
        member.get_by_role("link", name="Write or paste code").click()
        member.get_by_label("Name").fill("Plain")
        member.get_by_label("Code", exact=True).fill(sources.QUICK)
        member.get_by_role("button", name="Create strategy").click()
        expect(member.get_by_role("heading", name="Plain", level=1)).to_be_visible()

        member.get_by_label("Code", exact=True).fill(sources.QUICK.replace("buy()", "buy(size=3)"))
        member.get_by_role("button", name="Save", exact=True).click()

        expect(member.locator("#version-badge")).to_contain_text("v2")
        expect(member.get_by_label("Code", exact=True)).to_have_value(sources.QUICK.replace("buy()", "buy(size=3)"))

    def test_watches_a_run_by_reloading_and_cancels_it(self, member):
        strategy = steps.add_strategy(member, sources.VERY_SLOW, name="Very slow, plain")
        member.goto(steps.start(member, strategy))
        # Only a page that loaded itself again can tell that a step was reached.
        expect(member.locator("#progress")).to_contain_text("Bar ")

        member.get_by_role("button", name="Cancel run").click()

        expect(steps.badge(member)).to_have_text("Cancelled")

    def test_keeps_the_theme(self, member):
        member.goto("/")
        member.get_by_role("button", name="Switch to light theme").click()

        expect(member.locator("html")).to_have_attribute("data-theme", "light")
