"""What a newcomer does in the first minutes: choose a template, change it, run it, read the result."""

import csv
import io
import json
import re

import pytest
from playwright.sync_api import Page, expect

from backtests.wording import FALLS
from engine.metrics.catalogue import METRICS
from tests.e2e import steps

FIGURE = re.compile(r"(\N{MINUS SIGN}?)\D*([\d,]+(?:\.(\d+))?)")


class TestStart:
    def test_has_run_a_backtest_through_the_queue(self, app):
        assert app.first_run["page"].startswith(f"{app.url}/runs/")
        assert app.first_run["metrics"]["total_trades"]["strategy"] > 0
        assert app.first_run["metrics"]["total_return"]["buy_and_hold"] is not None

    def test_lets_the_demo_user_read_that_backtest(self, sign_in, app):
        page = sign_in()

        page.goto(app.first_run["page"])

        expect(page.locator("#main")).to_contain_text("Max drawdown")


def replace_in_editor(page: Page, old: str, new: str) -> None:
    """Put the caret behind `old` in CodeMirror and type over it, as a person does."""
    line = page.locator(".cm-line", has_text=old)
    expect(line).to_have_count(1)
    line.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type(line.text_content().strip().replace(old, new))


def figures(page: Page) -> dict[str, str]:
    """Return the strategy's column of the tables of all metrics, by key."""
    cells = page.locator("#metrics tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('[popover]').id, row.cells[1].textContent])"
    )
    return {name.removeprefix("about-"): text.strip() for name, text in cells}


def number(text: str) -> float:
    """Return the first number in a figure as shown."""
    found = FIGURE.search(text)
    assert found, text
    return float(found[1].replace("\N{MINUS SIGN}", "-") + found[2].replace(",", ""))


def as_shown(key: str, value: float, text: str) -> float:
    """Return a figure of the command rounded as the page rounded it."""
    digits = len(FIGURE.search(text)[3] or "")
    scale = 100 if METRICS[key].format == "percent" else 1
    return round(scale * (-value if key in FALLS else value), digits)


class TestFirstRun:
    @pytest.mark.parametrize("theme", ["dark", "light"])
    def test_takes_a_template_to_a_result_the_command_line_agrees_with(self, page, app, theme, screenshot):
        steps.sign_up(page, f"first-{theme}@example.com")
        screenshot(page, f"dashboard-{theme}")

        page.goto("/strategies/new/")
        page.get_by_role("link", name="Use SMA crossover").click()
        expect(page.locator(".cm-content")).to_contain_text("class SmaCrossover")
        page.get_by_label("Name").fill("Faster averages")
        page.get_by_role("button", name="Create strategy").click()
        expect(page.get_by_role("heading", name="Faster averages", level=1)).to_be_visible()

        replace_in_editor(page, "fast=20", "fast=7")
        expect(page.get_by_text("Edited, not saved")).to_be_visible()
        page.keyboard.press("Control+s")
        expect(page.locator("#version-badge")).to_contain_text("v2")
        expect(page.get_by_text("Edited, not saved")).to_be_hidden()
        screenshot(page, f"strategy-{theme}")
        source = page.locator("#id_source").input_value()
        assert "fast=7" in source

        page.locator(".page__head").get_by_role("link", name="Backtest").click()
        steps.arrive(page, "New backtest")
        page.get_by_label("Symbol").fill("MSFT")
        page.get_by_label("From").fill("2003-01-01")
        page.get_by_label("To", exact=True).fill("2010-12-31")
        expect(page.locator("#summary")).to_contain_text("MSFT")
        screenshot(page, f"backtest-new-{theme}")
        page.locator("aside").get_by_role("button", name="Run backtest").click()
        steps.expect_result(page)
        expect(page.locator("#price-chart canvas").first).to_be_visible()
        screenshot(page, f"result-{theme}")

        settings = ["--symbol", "MSFT", "--start", "2003-01-01", "--end", "2010-12-31", "--json"]
        # The form has these on; the command line has not.
        settings += ["--impact", "1", "--volume-cap", "0.1"]
        told = json.loads(app.manage("backtest", "-", *settings, standard_input=source))
        self.check_figures(page, told)
        self.check_files(page, told)

    def check_figures(self, page: Page, told: dict) -> None:
        shown = figures(page)
        counted = {key for key, metric in METRICS.items() if metric.format != "date"} & set(shown)
        assert len(counted) >= 70
        for key in counted:
            value = told["performance_metrics"][key]
            if value is None:
                assert shown[key] == "n/a", key
                continue
            assert number(shown[key]) == pytest.approx(as_shown(key, value, shown[key]), abs=1e-9), key
        assert number(shown["total_trades"]) == len([one for one in told["trades"] if not one["is_open"]])
        tile = page.locator(".stat", has=page.get_by_text("Total return")).locator(".stat__value").inner_text()
        assert number(tile) == as_shown("total_return", told["backtest_results"]["total_return"], tile)

    def check_files(self, page: Page, told: dict) -> None:
        trades, equity = (self.download(page, name) for name in ("trades.csv", "equity.csv"))
        assert [row["entry_at"][:10] for row in trades] == [one["entry_date"] for one in told["trades"]]
        assert [float(row["pnl_net"]) for row in trades] == [one["pnl_net"] for one in told["trades"]]
        assert [row["date"] for row in equity] == told["equity"]["dates"]
        assert [float(row["equity"]) for row in equity] == told["equity"]["values"]

    def download(self, page: Page, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(page.context.request.get(page.url + name).text())))
