"""A strategy that fails: the reader learns which line, why, and where to mend it."""

import pytest
from playwright.sync_api import expect

from tests.e2e import sources, steps


class TestFailingStrategy:
    @pytest.mark.parametrize("theme", ["dark", "light"])
    def test_shows_the_users_own_line_and_leads_to_the_editor(self, member, theme, screenshot):
        strategy = steps.add_strategy(member, sources.FAILING, name=f"Divides, {theme}")

        member.goto(steps.start(member, strategy))

        expect(steps.badge(member)).to_have_text("Error in the strategy")
        expect(member.locator(".alert", has_text="ZeroDivisionError")).to_be_visible()
        line = member.locator(".ln--err")
        expect(line).to_have_count(1)
        expect(line).to_have_attribute("data-line", str(sources.FAILING_LINE))
        expect(line).to_contain_text("share = self.seen / (self.seen - 40)")
        around = line.evaluate("line => getComputedStyle(line.previousElementSibling).backgroundColor")
        assert line.evaluate("line => getComputedStyle(line).backgroundColor") != around
        expect(member.locator("#log")).to_contain_text("seen 40")
        screenshot(member, f"failed-{theme}")
        member.get_by_role("link", name="Edit strategy").click()
        expect(member.locator(".cm-content")).to_contain_text("share = self.seen")

    def test_is_told_before_it_runs_that_it_cannot_be_read(self, member):
        strategy = steps.add_strategy(member, sources.QUICK.replace("Strategy):", "Strategy)"), name="Unreadable")

        member.goto(f"/strategies/{strategy}/")

        expect(member.locator("#findings")).to_contain_text("1 problem")
        member.locator("#findings [data-editor-line]").click()
        expect(member.locator(".cm-content")).to_be_focused()
        expect(member.locator("[data-editor-place]")).to_contain_text("Line 4")
