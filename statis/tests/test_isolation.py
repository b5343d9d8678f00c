"""What is known of the walls around strategies, and the banner that tells of it."""

import json
import time

import pytest
import redis
from django.urls import reverse

from statis import isolation
from statis.isolation import Isolation, merged

SENTENCE = "Reduced isolation"


@pytest.fixture(autouse=True)
def nothing_remembered():
    isolation.forget()
    yield
    isolation.forget()


@pytest.fixture
def away(settings):
    """Name a Redis that is not there."""
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    isolation._client.cache_clear()


def told(**changes):
    return {"missing": [], "refusal": "", "at": 1_000.0} | changes


class TestMerged:
    def test_is_nothing_where_nothing_is_fresh(self):
        assert merged([], now=1_000.0) is None
        assert merged([told(missing=["seccomp"])], now=1_000.0 + isolation.FRESH_SECONDS) is None

    def test_names_what_is_missing_anywhere(self):
        found = merged([told(missing=["seccomp"]), told(missing=["Landlock", "seccomp"]), told()], now=1_001.0)

        assert found == Isolation(missing=("Landlock", "seccomp"))

    def test_refuses_only_where_no_machine_runs_anything(self):
        assert merged([told(refusal="No."), told()], now=1_001.0).refusal == ""
        assert merged([told(refusal="No."), told(refusal="No.")], now=1_001.0).refusal == "No."


class TestKnown:
    def test_is_what_another_process_reported(self, redis_url):
        isolation.report(missing=["seccomp", "Landlock"])
        isolation.forget()

        assert isolation.known() == Isolation(missing=("Landlock", "seccomp"))

    def test_is_told_again_after_redis_was_emptied(self, redis_url):
        isolation.report(missing=["seccomp"])
        with redis.Redis.from_url(redis_url) as client:
            client.flushdb()

        isolation.repeat()

        assert isolation.known().missing == ("seccomp",)

    def test_is_nothing_before_anyone_told(self, redis_url):
        isolation.repeat()

        assert isolation.known() == isolation.UNKNOWN

    def test_is_kept_while_redis_is_away(self, redis_url, settings, monkeypatch):
        isolation.report(missing=["seccomp"])
        assert isolation.known().missing == ("seccomp",)
        settings.REDIS_URL = "redis://127.0.0.1:1/0"
        monkeypatch.setattr(isolation, "READ_EVERY_SECONDS", 0.0)

        assert isolation.known().missing == ("seccomp",)

    def test_is_told_and_asked_without_redis(self, away):
        isolation.report(missing=["seccomp"])

        assert not isolation.known().is_known

    def test_asks_redis_only_now_and_then(self, redis_url, monkeypatch):
        asked = []
        monkeypatch.setattr(isolation, "_read", lambda: asked.append(1))

        for _ in range(100):
            isolation.known()

        assert len(asked) == 1

    def test_of_a_redis_that_hangs_costs_a_page_little(self, settings):
        import socket

        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            settings.REDIS_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
            began_at = time.monotonic()

            isolation.known()

        assert time.monotonic() - began_at < 1.0

    def test_ignores_what_a_machine_told_long_ago(self, redis_url):
        with redis.Redis.from_url(redis_url) as client:
            client.hset(isolation.KEY, "gone", json.dumps(told(missing=["seccomp"], at=time.time() - 4_000)))

        assert isolation.known() == isolation.UNKNOWN


PAGES = ["/", "/accounts/login/", "/accounts/signup/", "/open-source/", "/no-such-page/"]
OF_STAFF = ["/", "/runs/", "/runs/new/", "/strategies/", "/admin/", "/admin/backtests/backtestrun/", "/no-such-page/"]
POPUP = "/admin/auth/user/add/?_popup=1"


class TestConsequence:
    @pytest.mark.parametrize(
        ("missing", "words"),
        [
            (("Landlock",), isolation.WITHOUT_LANDLOCK),
            (("seccomp",), isolation.WITHOUT_SECCOMP),
            (("Landlock", "no new privileges", "parent death signal", "seccomp"), isolation.WITHOUT_BOTH),
        ],
        ids=str,
    )
    def test_is_what_the_hostile_programs_showed(self, missing, words):
        assert Isolation(missing=missing).consequence == words


class TestBanner:
    @pytest.fixture
    def missing(self, monkeypatch):
        def set_to(*names, **values):
            monkeypatch.setattr(isolation, "_last_read", (time.monotonic() + 600, Isolation(missing=names, **values)))

        return set_to

    @pytest.mark.parametrize("address", PAGES)
    def test_stands_on_every_page_of_a_visitor(self, client, db, missing, address):
        missing("Landlock", "seccomp")

        page = client.get(address).content.decode()

        assert page.count('id="isolation"') == 1
        assert "strategies run here without Landlock and seccomp" in page
        assert "could change and delete files" in page

    @pytest.mark.parametrize("address", [*OF_STAFF, POPUP])
    def test_stands_on_every_page_of_staff(self, client, carol, missing, address):
        missing("Landlock")
        client.force_login(carol)

        page = client.get(address).content.decode()

        assert page.count('id="isolation"') == 1
        assert "strategies run here without Landlock." in page
        assert isolation.WITHOUT_LANDLOCK in page

    def test_stands_on_the_pages_of_failure(self, rf, missing):
        from django.contrib.auth.models import AnonymousUser

        from statis import views

        missing("seccomp")
        request = rf.get("/x")
        request.user = AnonymousUser()

        for view in (views.server_error, views.permission_denied, views.csrf_failure, views.too_many_requests):
            assert SENTENCE in view(request).content.decode()

    @pytest.mark.parametrize("address", [*OF_STAFF, POPUP])
    def test_is_not_there_when_isolation_is_full(self, client, carol, missing, address, settings):
        settings.SANDBOX_REDUCED_ISOLATION = True
        missing()
        client.force_login(carol)

        page = client.get(address).content.decode()

        assert 'id="isolation"' not in page
        assert "banner.css" not in page

    def test_without_news_tells_of_the_setting_and_no_more(self, client, db, away, settings):
        silent = client.get("/").content.decode()
        settings.SANDBOX_REDUCED_ISOLATION = True
        isolation.forget()
        page = client.get("/").content.decode()

        assert SENTENCE not in silent
        assert "Reduced isolation is allowed here.</strong> Which walls are missing is not known yet" in page
        assert "A hostile strategy" not in page

    def test_is_nothing_a_page_waits_for(self, client, alice, monkeypatch):
        def refuse(*_, **__):
            raise AssertionError("a page opened the sandbox")

        monkeypatch.setattr("engine.sandbox.parent.Sandbox.start", refuse)
        client.force_login(alice)

        assert client.get(reverse("backtests:list")).status_code == 200
