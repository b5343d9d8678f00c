"""Both themes: chosen once, kept everywhere, and never the other one first."""

import pytest
from playwright.sync_api import Page, expect

# Notes the theme at the moment there is anything to draw.
FIRST_THEME = """
new MutationObserver((_, observer) => {
  if (!document.body) return;
  window.firstTheme = document.documentElement.dataset.theme;
  observer.disconnect();
}).observe(document, { childList: true, subtree: true });
"""
PICTURE = "() => [...document.querySelectorAll('#price-chart canvas')].map((one) => one.toDataURL()).join()"


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


class TestTheme:
    @pytest.mark.parametrize("theme", ["dark", "light"])
    def test_follows_the_system_from_the_first_drawing(self, member, theme):
        member.add_init_script(FIRST_THEME)

        member.goto("/")

        assert member.evaluate("window.firstTheme") == theme
        before = background(member)
        member.emulate_media(color_scheme="light" if theme == "dark" else "dark")
        expect(member.locator("html")).not_to_have_attribute("data-theme", theme)
        expect(member.locator("body")).not_to_have_css("background-color", before)

    def test_is_kept_once_chosen_and_written_by_the_server(self, member):
        member.add_init_script(FIRST_THEME)
        member.goto("/")
        dark = background(member)
        with member.expect_response("**/theme/"):
            member.get_by_role("button", name="Switch to light theme").click()
        expect(member.locator("html")).to_have_attribute("data-theme", "light")
        expect(member.locator("body")).not_to_have_css("background-color", dark)

        for address in ("/", "/runs/new/", "/strategies/new/", "/no-such-page/"):
            assert 'data-theme="light"' in member.context.request.get(address).text(), address
        member.reload()
        assert member.evaluate("window.firstTheme") == "light"
        expect(member.get_by_role("button", name="Switch to dark theme")).to_be_visible()

    def test_reaches_a_chart_that_is_already_drawn(self, sign_in, app):
        page = sign_in()
        page.goto(app.first_run["page"])
        expect(page.locator("#price-chart canvas").first).to_be_visible()
        dark = page.evaluate(PICTURE)

        with page.expect_response("**/theme/"):
            page.get_by_role("button", name="Switch to light theme").click()

        page.wait_for_function(f"dark => ({PICTURE})() !== dark", arg=dark)
