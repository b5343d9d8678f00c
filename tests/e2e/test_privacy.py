"""What belongs to somebody else is not there."""

import pytest
from playwright.sync_api import expect

from tests.e2e import steps

READ = ("", "events/", "trades.csv", "equity.csv")


@pytest.fixture
def foreign_run(app) -> str:
    """Name a run of the demo user."""
    return steps.number_in(app.first_run["page"])


class TestForeignRun:
    def test_is_not_found(self, member, foreign_run, expected_errors):
        expected_errors.append("status of 404")

        member.goto(f"/runs/{foreign_run}/")

        expect(member.get_by_role("heading", level=1)).to_have_text("This page does not exist")
        answers = [member.context.request.get(f"/runs/{foreign_run}/{part}").status for part in READ]
        answers += [steps.post(member, f"/runs/{foreign_run}/{part}/").status for part in ("cancel", "rerun")]
        answers.append(member.context.request.get(f"/runs/new/?from={foreign_run}").status)
        assert set(answers) == {404}

    def test_is_in_no_list(self, member, foreign_run):
        for address in ("/", "/runs/"):
            member.goto(address)
            expect(member.locator(f"#run-{foreign_run}")).to_have_count(0)

    def test_asks_a_visitor_to_sign_in(self, page, foreign_run):
        for part in READ:
            answer = page.context.request.get(f"/runs/{foreign_run}/{part}", max_redirects=0)
            assert answer.headers["location"].startswith("/accounts/login/"), part


class TestForeignStrategy:
    def test_is_not_found(self, sign_in, member, expected_errors):
        expected_errors.append("status of 404")
        owner = sign_in()
        owner.goto("/strategies/")
        number = steps.number_in(owner.locator("#results a[href^='/strategies/']").first.get_attribute("href"))

        member.goto(f"/strategies/{number}/")

        expect(member.get_by_role("heading", level=1)).to_have_text("This page does not exist")
        parts = ("runs/", "versions/", "versions/compare/", "settings/", "delete/", "download/")
        answers = [member.context.request.get(f"/strategies/{number}/{part}").status for part in parts]
        changes = ("", "check/", "settings/", "duplicate/", "delete/", "versions/1/restore/")
        answers += [
            steps.post(member, f"/strategies/{number}/{part}", source="1", name="x").status for part in changes
        ]
        assert set(answers) == {404}
        started = steps.post(member, "/runs/new/", strategy=number, params_of=number, **steps.SETTINGS)
        assert started.status == 422
