"""From sign-in to a result without a pointer."""

from playwright.sync_api import Locator, Page, expect

from tests.e2e import steps

MOST_TABS = 80
# A ring, a border or an underline: anything the browser draws on what has the focus and not without it.
HAS_MARK = """() => {
  const element = document.activeElement;
  const look = (one) => ["outlineStyle", "outlineColor", "boxShadow", "borderColor", "backgroundColor"]
    .map((name) => getComputedStyle(one)[name]).join();
  const family = [element, element.parentElement, element.closest("label, .input-group, .editor") ?? element];
  const focused = family.map(look);
  element.blur();
  const isMarked = family.some((one, place) => look(one) !== focused[place]);
  element.focus({ focusVisible: true });
  return isMarked;
}"""


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until an element has the focus, as somebody does who cannot click."""
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            assert page.evaluate(HAS_MARK), f"The focus on {wanted} cannot be seen."
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
        expect(page.get_by_role("heading", level=1)).to_contain_text("MACD")

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
