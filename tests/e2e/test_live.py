"""A run's page while the run is going on, and when there is nothing to watch."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e import sources, steps

# Notes what a page shows from its first element on; a new document begins anew.
RECORDER = """
window.shown = { percents: [], live: false };
new MutationObserver(() => {
  if (document.querySelector("[data-live-run]")) window.shown.live = true;
  const text = document.querySelector("#progress .strong.num")?.textContent ?? "";
  const percent = /^\\d+%$/.test(text) ? Number.parseInt(text) : null;
  if (percent !== null && percent !== window.shown.percents.at(-1)) window.shown.percents.push(percent);
}).observe(document, { childList: true, subtree: true, characterData: true });
"""


@pytest.fixture
def recorded(member: Page) -> Page:
    member.add_init_script(RECORDER)
    return member


class TestSlowRun:
    def test_is_watched_from_its_start_to_its_result(self, recorded, screenshot):
        page = recorded
        strategy = steps.add_strategy(page, sources.SLOW, name="Slow")

        page.goto(steps.start(page, strategy, start_date="2012-01-01"))
        expect(page.locator("#log-lines")).to_contain_text("reached bar 20")
        expect(page.get_by_role("progressbar")).to_be_visible()
        expect(page.locator("#progress [aria-current=step]")).to_contain_text("Simulate")
        screenshot(page, "live")
        steps.expect_result(page)

        shown = page.evaluate("window.shown")
        assert len(shown["percents"]) >= 5
        assert shown["percents"] == sorted(shown["percents"])
        page.locator("#log summary").click()
        expect(page.locator("#log")).to_contain_text("reached bar 240")

    def test_can_be_left_and_found_again(self, member):
        strategy = steps.add_strategy(member, sources.SLOW, name="Slow, left alone")
        path = steps.start(member, strategy, start_date="2012-06-01")
        member.goto(path)
        expect(member.locator("#progress")).to_be_visible()

        member.goto("/")
        expect(member.get_by_role("heading", name="Running now")).to_be_visible()
        row = member.locator(f"#run-{steps.number_in(path)}")
        # The dashboard asks for itself again while something runs.
        expect(row.locator("[data-label=Return]")).to_be_visible()
        row.get_by_role("link").click()
        steps.expect_result(member)

    def test_reaches_its_result_by_asking_when_the_stream_is_cut_off(self, member, expected_errors):
        # What the browser says of the stream, and htmx after it.
        expected_errors += ["net::ERR_FAILED", "[object Event]"]
        strategy = steps.add_strategy(member, sources.SLOW, name="Slow, cut off")
        member.route("**/events/", lambda route: route.abort())
        member.clock.install()

        member.goto(steps.start(member, strategy, start_date="2012-01-01"))
        expect(member.locator("#progress")).to_be_visible()
        member.clock.fast_forward(4_000)
        expect(member.locator("[data-stream-state]")).to_have_text("Reconnecting.")
        member.clock.fast_forward(40_000)

        steps.expect_result(member)


class TestQuickRun:
    def test_shows_its_result_without_a_flash_of_progress(self, recorded):
        page = recorded
        strategy = steps.add_strategy(page, sources.QUICK, name="Quick")

        # A busy machine may need longer than the page waits: then, and only then, progress may be seen.
        for _ in range(5):
            page.goto(steps.start(page, strategy))
            steps.expect_result(page)
            was_live = page.evaluate("window.shown.live")
            waited_ms = page.evaluate(
                "(([entry]) => entry.responseStart - entry.requestStart)(performance.getEntriesByType('navigation'))"
            )
            assert not was_live or waited_ms > 400
            if not was_live:
                return
        pytest.fail("No run of five was quick enough to show its result at once.")
