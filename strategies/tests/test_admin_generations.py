from http import HTTPStatus

import pytest
from django.urls import reverse

from statis import jobs
from strategies import composing, drafting
from strategies.models import Attempt, Generation, State

LIST = reverse("admin:strategies_generation_changelist")
HOSTILE = "<script>alert('owned')</script>"


@pytest.fixture
def generation(alice, monkeypatch):
    monkeypatch.setattr(jobs.app, "send_task", lambda *_, **__: None)
    return composing.begin(owner=alice, text=f"buy low {HOSTILE}", provider="offline")


@pytest.fixture
def failed(generation):
    lease = drafting.Lease.claim(generation.pk)
    for number, cost in enumerate(("0.01", "0.02"), start=1):
        Attempt.objects.create(
            generation=generation,
            number=number,
            provider="openai",
            model="m",
            outcome="FAILED",
            code=HOSTILE,
            prompt=HOSTILE,
            cost=cost,
            output_tokens=1_000,
            input_tokens=5,
        )
    lease.finish(
        State.FAILED, "UNMENDED", failure={"message": "It never traded."}, understanding_usage={"input_tokens": 3}
    )
    generation.refresh_from_db()
    return generation


@pytest.fixture
def staff(client, carol):
    client.force_login(carol)
    return client


def act(client, action, generation):
    values = {"action": action, "_selected_action": [generation.pk]}
    return client.post(LIST, values, follow=True).content.decode()


class TestList:
    def test_shows_whose_it_is_how_it_ended_and_what_it_cost(self, staff, failed):
        page = staff.get(LIST).content.decode()

        for text in ("alice", "Still failing after every round", "13, 2,000", "$0.0300"):
            assert text in page

    def test_finds_what_is_searched(self, staff, failed):
        assert ">alice<" in staff.get(LIST, {"q": "never traded"}).content.decode()
        assert ">alice<" not in staff.get(LIST, {"q": "something else"}).content.decode()


class TestPage:
    def test_shows_every_attempt_and_runs_nothing_of_it(self, staff, failed):
        page = staff.get(reverse("admin:strategies_generation_change", args=[failed.pk])).content.decode()

        assert page.count("&lt;script&gt;") >= 4
        assert HOSTILE not in page

    def test_changes_nothing(self, staff, failed):
        address = reverse("admin:strategies_generation_change", args=[failed.pk])

        assert staff.post(address, {"text": "other"}).status_code == HTTPStatus.FORBIDDEN


class TestActions:
    def test_stop_what_waits(self, staff, generation):
        act(staff, "stop", generation)

        assert Generation.objects.get().state == State.STOPPED

    def test_ask_again(self, staff, failed):
        assert "Queued again: 1." in act(staff, "ask_again", failed)

        assert Generation.objects.filter(state=State.QUEUED).count() == 1

    def test_tell_why_something_cannot_be_asked_again(self, staff, generation):
        assert "still being worked on" in act(staff, "ask_again", generation)
