from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from backtests import services
from backtests.models import BacktestRun, State
from backtests.queueing import Lease
from backtests.tests import reports
from engine.verdict import Verdict
from statis import jobs

LIST = reverse("admin:backtests_backtestrun_changelist")


@pytest.fixture(autouse=True)
def unsent(monkeypatch):
    monkeypatch.setattr(jobs.app, "send_task", lambda *_, **__: None)
    monkeypatch.setattr(services.events, "publish", lambda *_: None)


@pytest.fixture
def run(alice, version_of, spec):
    return services.start_backtest(owner=alice, version=version_of(alice, "broken"), spec=spec())


@pytest.fixture
def failed(run):
    failure = {"message": "ZeroDivisionError: division by zero", "line": 7}
    Lease.claim(run.pk).finish(State.FAILED, Verdict.STRATEGY_ERROR, failure=failure)
    run.refresh_from_db()
    return run


@pytest.fixture
def staff(client, carol):
    client.force_login(carol)
    return client


def act(client, action, *runs):
    values = {"action": action, "_selected_action": [run.pk for run in runs]}
    return client.post(LIST, values, follow=True).content.decode()


class TestList:
    def test_shows_whose_run_it_is_and_how_it_ended(self, staff, failed):
        page = staff.get(LIST).content.decode()

        assert "alice" in page
        assert "Mine, version 1" in page
        assert "Error in the strategy" in page

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({"state": "FAILED"}, True),
            ({"state": "QUEUED"}, False),
            ({"verdict": "STRATEGY_ERROR"}, True),
            ({"verdict": "TIME"}, False),
            ({"q": "AAPL"}, True),
            ({"q": "alice@"}, True),
            ({"q": "ZeroDivision"}, True),
            ({"q": "nowhere"}, False),
        ],
    )
    def test_filters_and_searches(self, staff, failed, query, found):
        page = staff.get(LIST, query).content.decode()

        assert ("Mine, version 1" in page) == found

    def test_is_closed_to_users_who_are_not_staff(self, client, alice, failed):
        client.force_login(alice)

        assert staff_only(client.get(LIST))

    def test_takes_the_same_number_of_queries_for_many_runs(
        self, staff, alice, version_of, spec, settings, django_assert_max_num_queries
    ):
        settings.MAX_RUNS_IN_FLIGHT = 50
        for _ in range(10):
            services.start_backtest(owner=alice, version=version_of(alice), spec=spec())

        with django_assert_max_num_queries(12):
            staff.get(LIST)


class TestMisuse:
    """An owner whose code keeps trying what it may not stands out, with how often."""

    @pytest.fixture
    def runs(self, alice, bob, version_of):
        def make(owner, verdict, **values):
            run = reports.failed_run(version_of(owner), verdict=verdict, message="m")
            BacktestRun.objects.filter(pk=run.pk).update(**values)
            return run

        return {
            "forbidden": [make(alice, Verdict.FORBIDDEN) for _ in range(3)],
            "forged": make(bob, Verdict.BAD_RESULT),
            "mistake": make(bob, Verdict.STRATEGY_ERROR),
            "long ago": make(bob, Verdict.FORBIDDEN, queued_at=timezone.now() - timedelta(days=31)),
        }

    def test_is_counted_by_owner_the_worst_first(self, staff, runs):
        page = staff.get(LIST).content.decode()

        assert page.index("alice@example.com (3)") < page.index("bob@example.com (1)")

    def test_leads_to_those_runs_of_the_owner(self, staff, runs, bob):
        found = staff.get(LIST, {"misuse": bob.pk}).context["cl"].queryset

        assert [run.pk for run in found] == [runs["forged"].pk]

    def test_of_nobody_asks_for_no_filter(self, staff, runs):
        everything = staff.get(LIST, {"misuse": "x"}).context["cl"].queryset

        assert everything.count() == 6

    def test_is_found_by_verdict_and_owner(self, staff, runs):
        found = staff.get(LIST, {"verdict": "FORBIDDEN", "q": "alice@"}).context["cl"].queryset

        assert {run.pk for run in found} == {run.pk for run in runs["forbidden"]}


def staff_only(response):
    return response.status_code == 302 and "login" in response.headers["Location"]


class TestPage:
    def test_shows_the_reason_with_its_line_and_the_source(self, staff, failed):
        page = staff.get(reverse("admin:backtests_backtestrun_change", args=[failed.pk])).content.decode()

        assert "ZeroDivisionError: division by zero (line 7)" in page
        assert "class Broken(bt.Strategy)" in page

    def test_escapes_the_source(self, staff, alice, version_of, spec):
        code = "# <script>alert(1)</script>\n"
        run = services.start_backtest(owner=alice, version=version_of(alice, code), spec=spec())

        page = staff.get(reverse("admin:backtests_backtestrun_change", args=[run.pk])).content.decode()

        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_changes_nothing(self, staff, failed):
        address = reverse("admin:backtests_backtestrun_change", args=[failed.pk])

        response = staff.post(address, {"state": "SUCCEEDED", "source": "x"})

        failed.refresh_from_db()
        assert response.status_code == 403
        assert failed.state == State.FAILED

    def test_adds_no_runs(self, staff):
        assert staff.get(reverse("admin:backtests_backtestrun_add")).status_code == 403


class TestActions:
    def test_cancel_through_the_service(self, staff, run):
        page = act(staff, "cancel", run)

        run.refresh_from_db()
        assert run.state == State.CANCELLED
        assert "Cancelled or asked to stop: 1." in page

    def test_run_again_for_the_owner(self, staff, failed, alice):
        page = act(staff, "rerun", failed)

        again = BacktestRun.objects.latest("pk")
        assert (again.owner, again.state, again.spec) == (alice, State.QUEUED, failed.spec)
        assert "Queued again: 1." in page

    def test_say_for_which_run_the_owner_has_no_room(self, staff, failed, settings):
        settings.MAX_RUNS_IN_FLIGHT = 0

        page = act(staff, "rerun", failed)

        assert f"Run {failed.pk}: 0 of your backtests" in page
        assert BacktestRun.objects.count() == 1

    def test_are_not_for_staff_who_may_only_look(self, client, bob, run):
        bob.is_staff = True
        bob.save()
        bob.user_permissions.add(Permission.objects.get(codename="view_backtestrun"))
        client.force_login(bob)

        act(client, "cancel", run)
        act(client, "rerun", run)

        run.refresh_from_db()
        assert run.state == State.QUEUED
        assert BacktestRun.objects.count() == 1
