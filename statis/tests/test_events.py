import json
import time

import pytest
import redis

from statis import events
from statis.errors import StatisError


@pytest.fixture(autouse=True)
def fresh_publisher(settings, monkeypatch):
    monkeypatch.setattr(events, "_quiet_until", 0.0)


class TestPublish:
    def test_keeps_the_event_in_the_stream_of_its_topic(self, redis_url):
        events.publish("run:1", {"type": "progress", "bar": 5})

        with redis.Redis.from_url(redis_url) as client:
            rows = client.xrange("e:run:1")
        assert [json.loads(fields[b"d"]) for _, fields in rows] == [{"type": "progress", "bar": 5}]

    def test_announces_the_event_with_its_id(self, redis_url):
        with redis.Redis.from_url(redis_url) as client, client.pubsub() as pubsub:
            pubsub.psubscribe("p:*")
            pubsub.get_message(timeout=2)

            events.publish("run:1", {"type": "log"})

            message = pubsub.get_message(timeout=2)
            kept_id = client.xrange("e:run:1")[0][0]
        assert message["channel"] == b"p:run:1"
        assert message["data"] == kept_id + b' {"type":"log"}'

    def test_forgets_old_events_and_in_the_end_the_topic(self, redis_url, monkeypatch):
        monkeypatch.setattr(events, "KEPT", 100)

        for number in range(500):
            events.publish("run:1", {"n": number})

        with redis.Redis.from_url(redis_url) as client:
            assert 100 <= client.xlen("e:run:1") < 300
            assert 0 < client.ttl("e:run:1") <= events.EXPIRE_SECONDS

    def test_goes_on_without_redis_and_does_not_ask_again_at_once(self, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        start = time.monotonic()
        for _ in range(1_000):
            events.publish("run:1", {"type": "progress"})

        assert time.monotonic() - start < events.TIMEOUT_SECONDS + 1
        assert events._quiet_until > time.monotonic()

    def test_speaks_again_when_redis_is_back(self, settings, redis_url, monkeypatch):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        events.publish("run:1", {"n": 1})
        settings.REDIS_URL = redis_url
        events.publish("run:1", {"n": 2})
        monkeypatch.setattr(events, "_quiet_until", time.monotonic() - 1)

        events.publish("run:1", {"n": 3})

        with redis.Redis.from_url(redis_url) as client:
            assert [fields[b"d"] for _, fields in client.xrange("e:run:1")] == [b'{"n":3}']

    def test_survives_an_emptied_server(self, redis_url):
        events.publish("run:1", {"n": 1})
        with redis.Redis.from_url(redis_url) as client:
            client.flushall()
            client.script_flush()

        events.publish("run:1", {"n": 2})

        with redis.Redis.from_url(redis_url) as client:
            assert client.xlen("e:run:1") == 1


class TestSignsOfLife:
    def test_tell_how_long_ago_the_last_one_was(self, redis_url):
        events.mark_alive("worker")

        assert events.seconds_since_alive("worker") in (0, 1)

    def test_are_absent_for_what_never_lived(self, redis_url):
        assert events.seconds_since_alive("nobody") is None

    def test_are_absent_without_redis(self, settings):
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        events.mark_alive("worker")

        assert events.seconds_since_alive("worker") is None


class TestStatisError:
    def test_has_a_text_for_users_and_a_code_for_programs(self):
        error = StatisError("Choose a later date.", "DATE_TOO_EARLY")

        assert error.text == str(error) == "Choose a later date."
        assert error.code == "DATE_TOO_EARLY"

    def test_takes_the_code_of_its_class_when_none_is_given(self):
        class NoMoney(StatisError):
            code = "NO_MONEY"

        assert NoMoney("Add some.").code == "NO_MONEY"
