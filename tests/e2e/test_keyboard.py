"""From sign-in to a result without a pointer."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps

MOST_TABS = 80
# The ring is drawn on what has the focus, or on the frame around it.
HAS_RING = """() => {
  const element = document.activeElement;
  return [element, element.parentElement, element.closest(".editor")].some((one) => one
    && getComputedStyle(one).outlineStyle === "solid" && parseFloat(getComputedStyle(one).outlineWidth) >= 2);
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until an element has the focus, as somebody does who cannot click."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            # CodeMirror notes a moment later that it has the focus.
            page.wait_for_function(HAS_RING)
            return
    raise AssertionError(f"{wanted} is not reached by {MOST_TABS} presses of Tab.")


class TestKeyboard:
    def test_leads_from_sign_in_to_a_result(self, page, app):
        page.goto("/accounts/login/")
        tab_to(page, page.get_by_label("Email"))
        page.keyboard.type(app.email)
        tab_to(page, page.get_by_label("Password"))
        page.keyboard.type(app.password)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()

        tab_to(page, page.get_by_role("link", name="New backtest").first)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="New backtest", level=1)).to_be_visible()
        tab_to(page, page.get_by_label("Strategy", exact=True))
        page.keyboard.type("MACD")
        tab_to(page, page.get_by_label("Symbol", exact=True))
        page.keyboard.press("Control+a")
        page.keyboard.type("GOOG")
        page.keyboard.press("Enter")

        steps.expect_result(page)
        expect(page.get_by_role("heading", level=1)).to_contain_text("GOOG")
        expect(page.locator(".page__sub")).to_contain_text("MACD")

    def test_skips_the_navigation(self, member):
        member.goto("/runs/")

        member.keyboard.press("Tab")
        expect(member.get_by_role("link", name="Skip to content")).to_be_focused()
        member.keyboard.press("Enter")

        expect(member.locator("#main")).to_be_focused()

    def test_goes_into_the_editor_and_out_again(self, member):
        member.goto("/strategies/new/?template=macd")
        editor = member.locator(".cm-content")
        tab_to(member, editor)

        member.keyboard.press("Escape")
        member.keyboard.press("Tab")

        expect(editor).not_to_be_focused()
        expect(member.locator("#id_source")).not_to_have_value("")
