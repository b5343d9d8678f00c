"""/health."""

import pytest
from django.db import DatabaseError, connection

from statis import events


@pytest.mark.django_db
class TestHealth:
    def test_is_ok_when_database_and_broker_answer(self, client, redis_url):
        response = client.get("/health")

        assert response.status_code == 200
        assert response.json() | {"worker": "", "worker_seen_seconds_ago": 0} == {
            "status": "ok",
            "database": "ok",
            "broker": "ok",
            "worker": "",
            "worker_seen_seconds_ago": 0,
        }

    def test_tells_when_the_worker_was_last_heard_of(self, client, redis_url):
        events.mark_alive("worker")

        answer = client.get("/health").json()

        assert answer["worker"] == "ok"
        assert answer["worker_seen_seconds_ago"] in (0, 1)

    def test_tells_of_a_silent_worker_without_calling_the_site_down(self, client, redis_url, monkeypatch):
        monkeypatch.setattr(events, "seconds_since_alive", lambda name: None)

        response = client.get("/health")

        assert response.status_code == 200
        assert response.json()["worker"] == "silent"

    def test_is_503_without_a_broker_and_tells_no_secret(self, client, settings):
        settings.REDIS_URL = "redis://:hidden-word@127.0.0.1:1/0"

        response = client.get("/health")

        assert response.status_code == 503
        assert response.json()["broker"] == "unavailable"
        assert response.json()["worker"] == "silent"
        assert b"hidden-word" not in response.content

    def test_is_503_without_a_database(self, client, redis_url, monkeypatch):
        def refuse(*args, **kwargs):
            raise DatabaseError

        monkeypatch.setattr(connection, "cursor", refuse)

        response = client.get("/health")

        assert response.status_code == 503
        assert response.json()["database"] == "unavailable"

    def test_is_never_kept_by_a_cache(self, client, redis_url):
        assert "no-store" in client.get("/health").headers["Cache-Control"]

    def test_refuses_to_be_posted_to(self, client):
        assert client.post("/health").status_code == 405
