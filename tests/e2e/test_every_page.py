"""Every page, in both themes and on a phone: nothing that keeps somebody from reading or using it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e import conftest, sources, steps

CHECK = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8")
PHONE = {"width": 390, "height": 844}
PUBLIC = (
    "/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-none/",
    "/accounts/password/reset/key/done/",
    "/accounts/inactive/",
    "/accounts/confirm-email/",
    "/open-source/",
    "/styleguide/",
    "/no-such-page/",
)
PRIVATE = (
    "/",
    "/strategies/",
    "/strategies/?q=nothing+is+called+this",
    "/strategies/new/",
    "/strategies/new/?template=macd",
    "/strategies/import/",
    "/strategies/?show=archived",
    "/runs/",
    "/runs/?state=FAILED",
    "/runs/?strategy=999999",
    "/runs/new/",
    "/runs/new/?template=donchian_breakout",
    "/markets/",
    "/markets/?q=nothing+is+called+this",
    "/markets/AAPL/",
    "/markets/SIM-BTC/?range=all",
    "/markets/APPL/",
    "/markets/sources/",
    "/markets/AAPL/compare/",
    "/markets/AAPL/compare/?first=a&second=b",
    "/accounts/password/change/",
    "/accounts/email/",
    "/accounts/logout/",
)
# Pages of things made below.
OWN = (
    "/strategies/{strategy}/",
    "/strategies/{strategy}/?version=1",
    "/strategies/{strategy}/runs/",
    "/strategies/{strategy}/versions/",
    "/strategies/{strategy}/versions/compare/",
    "/strategies/{strategy}/settings/",
    "/strategies/{strategy}/delete/",
    "/strategies/{unreadable}/",
    "{succeeded}",
    "{succeeded}?scale=log&trades=won",
    "{several}",
    "{simulated}",
    "{failed}",
    "{cancelled}",
)


def check(page: Page) -> dict[str, list[str]]:
    """Return what is wrong with the page as it is now."""
    return page.evaluate(CHECK)


def check_everything(page: Page) -> None:
    """Check the page as it stands, in the other theme, and on a phone."""
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    wide = check(page)
    assert wide == {"whole": [], "contrast": [], "overflow": []}, "in the dark theme"
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert check(page)["contrast"] == [], "in the light theme"
    page.set_viewport_size(PHONE)
    assert check(page) == {"whole": [], "contrast": [], "overflow": []}, "on a phone"


@pytest.fixture(scope="session")
def own_things(browser, app, member_state) -> dict[str, str]:
    """Make a strategy of two versions and a run of every end, and wait for the ends."""
    context = browser.new_context(base_url=app.url, storage_state=member_state)
    page = context.new_page()
    page.goto("/")
    strategy = steps.add_strategy(page, sources.QUICK, name="A page for everything")
    steps.post(page, f"/strategies/{strategy}/", source=sources.QUICK + "# Second version\n")
    failing = steps.add_strategy(page, sources.FAILING, name="Divides by nothing")
    slow = steps.add_strategy(page, sources.VERY_SLOW, name="Never ends")
    made = {
        "strategy": strategy,
        "unreadable": steps.add_strategy(page, "class Broken(:\n    pass\n", name="Unreadable code"),
        "cancelled": steps.start(page, slow),
        "succeeded": steps.start(page, "template:sma_crossover", start_date="2000-01-03"),
        "several": steps.start(page, "template:rsi_reversion", symbols="AAPL MSFT"),
        "simulated": steps.start(
            page, "template:macd", symbols="SIM-BTC", start_date="2022-01-01", end_date="2024-12-31"
        ),
        "failed": steps.start(page, failing),
    }
    steps.post(page, f"{made['cancelled']}cancel/")
    for name in ("cancelled", "succeeded", "several", "simulated", "failed"):
        page.goto(made[name])
        expect(page.get_by_role("button", name="Run again")).to_be_visible()
    context.close()
    return made


@pytest.fixture(scope="module")
def profiles(browser, app, member_state) -> Iterator[Callable[[str], BrowserContext]]:
    """Keep a profile each for visitors and members, so that style sheets are fetched once and not for each page."""
    options = conftest.usual_options(app) | {"color_scheme": "dark"}
    kept = {"visitor": browser.new_context(**options)}
    kept["member"] = browser.new_context(**options, storage_state=member_state)
    yield kept.__getitem__
    for context in kept.values():
        context.close()


@pytest.fixture
def reading(profiles, app):
    """Open a page in a kept profile and fail on whatever it does wrong meanwhile."""

    @contextmanager
    def read(profile: str, address: str) -> Iterator[Page]:
        page, trouble = profiles(profile).new_page(), []
        conftest.watch(page, app, trouble)
        page.goto(address)
        yield page
        page.close()
        assert conftest.unexpected(trouble, ["status of 404"]) == []

    return read


class TestPageOfVisitors:
    @pytest.mark.parametrize("address", PUBLIC)
    def test_can_be_read_and_used(self, reading, address):
        with reading("visitor", address) as page:
            check_everything(page)


class TestPageOfMembers:
    @pytest.mark.parametrize("address", [*PRIVATE, *OWN])
    def test_can_be_read_and_used(self, reading, own_things, address):
        with reading("member", address.format(**own_things)) as page:
            check_everything(page)

    def test_can_be_read_and_used_while_a_run_goes_on(self, member):
        strategy = steps.add_strategy(member, sources.VERY_SLOW, name="Very slow, looked at")
        path = steps.start(member, strategy)
        member.goto(path)
        expect(member.locator("#log-lines")).to_contain_text("reached bar 2")

        check_everything(member)
        member.goto("/")
        expect(member.get_by_role("heading", name="Running now")).to_be_visible()
        assert check(member) == {"whole": [], "contrast": [], "overflow": []}


class TestRefusedForm:
    @pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/"])
    def test_of_a_visitor_says_what_to_change(self, page, address):
        page.goto(address)

        page.locator("main form button[type=submit]").last.click()

        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        check_everything(page)

    def test_of_a_backtest_says_what_to_change(self, member, expected_errors):
        expected_errors.append("status of 422")
        member.goto("/runs/new/")
        member.get_by_label("Symbol", exact=True).fill("NOPE")
        member.get_by_label("Starting cash").fill("plenty")

        member.keyboard.press("Enter")

        expect(member.get_by_text("This backtest was not started.")).to_be_visible()
        expect(member.locator("[aria-invalid=true]").first).to_be_focused()
        check_everything(member)


class TestPhone:
    @pytest.fixture
    def member_options(self, member_state):
        return {"storage_state": member_state, "viewport": PHONE, "has_touch": True, "is_mobile": True}

    def test_opens_the_navigation_as_a_drawer(self, member, screenshot):
        member.goto("/")
        drawer = member.get_by_role("navigation", name="Primary")
        expect(drawer).to_be_hidden()

        member.get_by_role("button", name="Open navigation").tap()
        expect(drawer).to_be_visible()
        screenshot(member, "phone-drawer")
        drawer.get_by_role("link", name="Backtests").tap()

        expect(member.get_by_role("heading", name="Backtests", level=1)).to_be_visible()
        expect(drawer).to_be_hidden()

    def test_runs_a_template_to_its_result(self, member, screenshot):
        member.goto("/runs/new/?template=macd&symbol=IBM")
        member.get_by_role("button", name="Run backtest").last.tap()

        steps.expect_result(member)
        screenshot(member, "phone-result")
