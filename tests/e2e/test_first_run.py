"""What a newcomer does in the first two minutes."""

import re

from playwright.sync_api import expect


class TestStart:
    def test_has_run_a_backtest_through_the_queue(self, app):
        [result] = [event for event in app.events if event["event"] == "result"]

        assert result["page"].startswith(f"{app.url}/runs/")
        assert result["metrics"]["total_trades"]["strategy"] > 0
        assert result["metrics"]["total_return"]["buy_and_hold"] is not None


class TestDemoUser:
    def test_signs_in_runs_a_template_and_reads_the_result(self, sign_in, screenshot):
        page = sign_in()
        screenshot(page, "dashboard")
        page.goto("/strategies/")
        page.get_by_role("link", name=re.compile("SMA crossover")).first.click()
        screenshot(page, "strategy")
        page.locator("main a[href*='/runs/new/?strategy=']").first.click()
        screenshot(page, "backtest-new")
        page.locator("main form button[type=submit]").last.click()

        expect(page).to_have_url(re.compile(r"/runs/\d+/$"))
        expect(page.locator("#main")).to_contain_text("Total return", timeout=30_000)
        screenshot(page, "result")

    def test_sees_the_result_of_the_first_backtest(self, sign_in, app):
        page = sign_in()
        [result] = [event for event in app.events if event["event"] == "result"]

        page.goto(result["page"])

        expect(page.locator("#main")).to_contain_text("Max drawdown")
