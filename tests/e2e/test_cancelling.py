"""Ending a run that is no longer wanted."""

from playwright.sync_api import Page, expect

from statis.management.startup import WORKERS
from tests.e2e import sources, steps


def cancel(page: Page) -> None:
    """Cancel the run on the page and confirm it."""
    page.locator(".page__head").get_by_role("button", name="Cancel run").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel run").click()


def expect_cancelled(page: Page) -> None:
    expect(steps.badge(page)).to_have_text("Cancelled")
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    expect(page.locator("[data-live-run]")).to_have_count(0)


class TestCancelling:
    def test_ends_a_running_strategy_once_it_is_confirmed(self, member):
        strategy = steps.add_strategy(member, sources.VERY_SLOW, name="Very slow")
        member.goto(steps.start(member, strategy))
        expect(member.locator("#log-lines")).to_contain_text("reached bar 2")

        member.locator(".page__head").get_by_role("button", name="Cancel run").click()
        expect(member.get_by_role("dialog")).to_be_visible()
        member.get_by_role("button", name="Keep running").click()
        expect(member.get_by_role("dialog")).to_be_hidden()
        expect(member.locator("#log-lines")).to_contain_text("reached bar 6")
        cancel(member)

        expect_cancelled(member)

    def test_takes_a_waiting_run_out_of_the_queue(self, member):
        strategy = steps.add_strategy(member, sources.VERY_SLOW, name="Very slow, several")
        for path in [steps.start(member, strategy) for _ in range(WORKERS)]:
            member.goto(path)
            expect(member.locator("#log-lines")).to_contain_text("reached bar 2")
        path = steps.start(member, strategy)
        member.goto(path)
        expect(member.locator("#progress")).to_contain_text("Waiting for a free worker")
        expect(steps.badge(member)).to_have_text("Queued")

        cancel(member)

        expect_cancelled(member)
        member.goto("/runs/?state=RUNNING")
        expect(member.locator("#runs tbody tr")).to_have_count(WORKERS)
