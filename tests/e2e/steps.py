"""What tests do on the way to what they are about."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import APIResponse, Locator, Page, expect

PASSWORD = "three calm otters"
RUN_URL = re.compile(r"/runs/\d+/$")
# What the form sends, but for the strategy; without warm-up, so that the strategies' first bar is that of the period.
SETTINGS = {
    "symbols": "AAPL",
    "start_date": "2010-01-01",
    "end_date": "2012-12-31",
    "cash": "100,000",
    "sizing": "percent",
    "share": "95",
    "units": "100",
    "commission": "0.1",
    "slippage": "0.05",
    "warmup": "0",
}


def sign_up(page: Page, email: str, password: str = PASSWORD) -> None:
    """Make an account through the form."""
    page.goto("/accounts/signup/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in through the form."""
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard", level=1)).to_be_visible()


def post(page: Page, address: str, **values: str) -> APIResponse:
    """Send a form without showing its page; answers with the redirect itself."""
    [token] = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken"]
    return page.context.request.post(address, form={**values, "csrfmiddlewaretoken": token}, max_redirects=0)


def add_strategy(page: Page, source: str, *, name: str) -> str:
    """Save a strategy and return its number."""
    answer = post(page, "/strategies/new/", name=name, description="", template="", source=source)
    assert answer.status == 302, answer.text()
    return number_in(answer.headers["location"])


def start(page: Page, strategy: str, **settings: str) -> str:
    """Start a backtest and return its page's path."""
    answer = post(page, "/runs/new/", strategy=strategy, params_of=strategy, **(SETTINGS | settings))
    assert answer.status == 302, answer.text()
    return urlsplit(answer.headers["location"]).path


def number_in(address: str) -> str:
    """Return the number an address names."""
    found = re.search(r"/(\d+)/", address)
    assert found, address
    return found[1]


def cancel_all(page: Page) -> None:
    """Cancel every run of the user that is queued or running."""
    for state in ("QUEUED", "RUNNING"):
        listing = page.context.request.get(f"/runs/?state={state}").text()
        for number in set(re.findall(r'id="run-(\d+)"', listing)):
            post(page, f"/runs/{number}/cancel/")


def arrive(page: Page, heading: str) -> None:
    """Wait until a page that a link or form leads to is there and its scripts listen."""
    expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
    page.wait_for_load_state()


def expect_result(page: Page) -> None:
    """Wait for the report of a run that succeeded."""
    expect(page).to_have_url(RUN_URL)
    expect(page.get_by_role("heading", name="All metrics")).to_be_visible()


def badge(page: Page) -> Locator:
    """Return the badge in the head of a run's page."""
    return page.locator(".page__head .badge").first
