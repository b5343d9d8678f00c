"""Making an account, coming and going, and a forgotten password."""

import re
from email import message_from_bytes
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e import steps


def reset_link(outbox: Path, address: str) -> str:
    """Return the link in the newest message to an address."""
    for file in sorted(outbox.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True):
        message = message_from_bytes(file.read_bytes())
        text = message.get_payload(decode=True).decode()
        found = re.search(r"http://\S+/accounts/password/reset/key/\S+", text)
        if message["To"] == address and found:
            return found[0]
    raise AssertionError(f"There is no reset message for {address} in the outbox.")


def sign_out(page: Page) -> None:
    page.locator("button.account").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()


class TestAccount:
    def test_is_made_left_and_entered_again(self, page):
        steps.sign_up(page, "newcomer@example.com")
        expect(page.get_by_role("heading", name="Your first backtest")).to_be_visible()

        sign_out(page)
        page.goto("/runs/")
        expect(page).to_have_url(re.compile(r"/accounts/login/\?next=/runs/$"))

        page.get_by_label("Email").fill("newcomer@example.com")
        page.get_by_label("Password").fill(steps.PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Backtests", level=1)).to_be_visible()

    def test_refuses_a_wrong_password_and_keeps_the_address(self, page, app):
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(app.email)
        page.get_by_label("Password").fill("not the password")
        page.get_by_role("button", name="Sign in").click()

        expect(page.get_by_role("alert")).to_be_visible()
        expect(page.get_by_label("Email")).to_have_value(app.email)

    def test_gets_a_new_password_by_email_once(self, page, app):
        steps.sign_up(page, "forgetful@example.com")
        sign_out(page)
        page.goto("/accounts/login/")
        page.get_by_role("link", name="Forgot it?").click()
        page.get_by_label("Email").fill("forgetful@example.com")
        page.get_by_role("button", name="Send the link").click()
        expect(page.get_by_role("heading", name="Look at your email")).to_be_visible()

        link = reset_link(app.var_dir / "outbox", "forgetful@example.com")
        page.goto(link)
        for field in page.locator("input[type=password]").all():
            field.fill("another quiet heron")
        page.get_by_role("button", name="Save password").click()
        expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()

        steps.sign_in(page, "forgetful@example.com", "another quiet heron")
        page.goto(link)
        expect(page.get_by_text("This link does not work any more.")).to_be_visible()
