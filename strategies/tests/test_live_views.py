from http import HTTPStatus

import pytest
from django.urls import reverse

from strategies import composing, drafting, live_views
from strategies.models import Generation, State

HOSTILE = "<script>alert('owned')</script>"


@pytest.fixture
def generation(alice):
    return composing.begin(owner=alice, text="buy low", provider="offline")


@pytest.fixture
def lease(generation):
    """Have the generation written by a worker."""
    lease = drafting.Lease.claim(generation.pk)
    lease.renew(progress={"step": "write", "round": 1}, partial="abc", understood={"clauses": [{"text": HOSTILE}]})
    return lease


@pytest.fixture
def shown(generation, lease):
    shown = live_views._Shown(generation.conversation)
    shown.now()
    return shown


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def address(generation, name="events"):
    return reverse(f"builder:{name}", args=[generation.conversation_id])


def token(generation, text, *, at, number=1):
    return {"type": "token", "generation": generation.pk, "round": number, "at": at, "text": text}


@pytest.mark.parametrize("name", ["events", "news"])
class TestBoth:
    def test_are_not_there_for_anybody_else(self, client, bob, generation, name):
        client.force_login(bob)

        assert client.get(address(generation, name)).status_code == HTTPStatus.NOT_FOUND

    def test_send_a_visitor_to_sign_in(self, client, generation, name):
        assert client.get(address(generation, name)).url.startswith(reverse("account_login"))

    def test_take_no_post(self, as_alice, generation, name):
        assert as_alice.post(address(generation, name)).status_code == HTTPStatus.METHOD_NOT_ALLOWED


class TestEvents:
    def test_are_an_event_stream(self, as_alice, generation):
        assert as_alice.get(address(generation))["Content-Type"].startswith("text/event-stream")


class TestNews:
    def test_shows_how_it_stands(self, as_alice, generation, lease):
        response = as_alice.get(address(generation, "news"))

        assert response.status_code == HTTPStatus.OK
        assert 'data-step="write"' in response.content.decode()
        assert HOSTILE not in response.content.decode()

    def test_tells_htmx_to_stop_asking_once_it_has_ended(self, as_alice, generation, lease):
        lease.finish(State.SUCCEEDED, "OK")

        assert as_alice.get(address(generation, "news")).status_code == 286


class TestShown:
    def test_begins_with_the_text_of_the_row(self, generation, lease):
        message = live_views._Shown(generation.conversation).now()

        assert message.event == "live"
        assert ">abc</code>" in message.data

    def test_adds_text_that_follows(self, generation, shown):
        messages = [shown.news(token(generation, "d<", at=3)), shown.news(token(generation, "ef", at=5))]

        assert [(message.event, message.data) for message in messages] == [("token", "d&lt;"), ("token", "ef")]

    def test_draws_nothing_twice_that_a_new_stream_replays(self, generation, shown):
        assert shown.news(token(generation, "ab", at=0)) is None
        assert shown.news(token(generation, "bcd", at=1)).data == "d"

    def test_draws_the_whole_anew_where_text_is_missing(self, generation, shown, lease):
        lease.renew(partial="abcdefgh")

        message = shown.news(token(generation, "h", at=7))

        assert (message.event, ">abcdefgh</code>" in message.data) == ("live", True)

    def test_draws_the_whole_anew_when_another_attempt_begins(self, generation, shown, lease):
        lease.renew(partial="x", progress={"step": "write", "round": 2})

        message = shown.news({"type": "state", "generation": generation.pk})

        assert ">x</code>" in message.data
        assert shown.news(token(generation, "old", at=3, number=1)) is None

    def test_never_takes_text_back_that_the_row_does_not_have_yet(self, generation, shown):
        shown.news(token(generation, "def", at=3))

        assert ">abcdef</code>" in shown.news({"type": "state", "generation": generation.pk}).data

    def test_ends_with_the_generation(self, generation, shown, lease):
        lease.finish(State.SUCCEEDED, "OK")

        message = shown.news({"type": "done", "generation": generation.pk})

        assert (message.event, message.data, message.is_last) == ("done", "SUCCEEDED", True)

    def test_ends_when_the_conversation_is_deleted(self, generation, shown):
        Generation.objects.all().delete()

        assert shown.news({"type": "done"}).data == "DELETED"

    def test_shows_the_next_request_whatever_came_before(self, alice, generation, lease):
        lease.finish(State.SUCCEEDED, "OK")
        later = composing.change(conversation=generation.conversation, text="sooner", provider="offline")
        shown = live_views._Shown(generation.conversation)

        assert f'data-generation="{later.pk}"' in shown.now().data
        assert shown.news({"type": "done", "generation": generation.pk}) is None
