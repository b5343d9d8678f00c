"""What the worker tells of its walls, and what the pages of backtests say where none may run."""

import time

import pytest
from django.urls import reverse

from backtests import execution
from backtests.tests import reports
from engine.sandbox.parent import Sandbox, SandboxUnavailable
from statis import isolation
from statis.isolation import Isolation

REFUSAL = "This system cannot isolate strategies: Landlock is missing. Run Statis in its container."


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Collect what is told, and forget it afterwards."""
    told = []
    monkeypatch.setattr(isolation, "repeat", lambda: told.append(isolation._own))
    yield told
    isolation.forget()


@pytest.fixture
def refused(monkeypatch):
    def refuse(self):
        raise SandboxUnavailable(REFUSAL)

    monkeypatch.setattr(Sandbox, "missing", property(refuse))
    monkeypatch.setattr(Sandbox, "run", lambda self, *_, **__: refuse(self))


class TestWorker:
    def test_tells_that_nothing_is_missing(self, told):
        execution.warm_up()

        assert told == [Isolation()]

    def test_names_what_is_missing(self, told, monkeypatch):
        monkeypatch.setattr(Sandbox, "missing", property(lambda self: ("Landlock",)))

        execution.warm_up()

        assert told[0].missing == ("Landlock",)

    def test_tells_why_none_may_run(self, told, refused):
        execution.warm_up()

        assert told == [Isolation(refusal=REFUSAL)]

    def test_tells_of_a_run_that_was_refused(self, told, refused, sample_data, spec):
        performed = execution.backtest_once(spec())

        assert performed.failure.message == REFUSAL
        assert "once the operator" in performed.failure.hint
        assert told == [Isolation(refusal=REFUSAL)]

    def test_repeats_it_with_every_look_after_the_queue(self, told, db, monkeypatch):
        monkeypatch.setattr(execution.events, "mark_alive", lambda name: None)
        monkeypatch.setattr(execution.queueing, "send_again", lambda: 0)

        isolation.report(missing=["seccomp"])
        execution.reap()

        assert told == [Isolation(missing=("seccomp",))] * 2

    def test_asks_again_after_a_while_so_that_a_refusal_does_not_outlive_its_cause(self, told, db, monkeypatch):
        monkeypatch.setattr(execution.events, "mark_alive", lambda name: None)
        monkeypatch.setattr(execution.queueing, "send_again", lambda: 0)
        monkeypatch.setattr(Sandbox, "missing", property(lambda self: ()))
        isolation.report(refusal=REFUSAL)
        monkeypatch.setattr(isolation, "_asked_at", time.monotonic() - isolation.ASK_EVERY_SECONDS)

        execution.reap()

        assert told == [Isolation(refusal=REFUSAL), Isolation()]


class TestPages:
    @pytest.fixture
    def known(self, monkeypatch):
        def set_to(**values):
            monkeypatch.setattr(isolation, "_last_read", (time.monotonic() + 600, Isolation(**values)))

        return set_to

    @pytest.fixture
    def addresses(self, client, alice, version_of, sample_data):
        client.force_login(alice)
        live = reports.live_run(version_of(alice), progress={"phase": "data"})
        return [reverse("backtests:new"), live.get_absolute_url()]

    def test_say_in_one_sentence_that_none_may_run_and_what_to_do(self, client, known, addresses):
        known(refusal=REFUSAL)

        for address in addresses:
            page = client.get(address).content.decode()
            assert page.count("Backtests cannot run on this server.") == 1
            assert REFUSAL in page

    def test_say_nothing_where_they_run(self, client, known, addresses):
        known()

        for address in addresses:
            assert "cannot run on this server" not in client.get(address).content.decode()

    def test_of_a_refused_run_give_the_sentence_as_its_reason(self, client, alice, version_of):
        client.force_login(alice)
        run = reports.failed_run(
            version_of(alice), verdict="OUR_FAULT", message=REFUSAL, hint=execution.NO_SANDBOX_HINT
        )

        page = client.get(run.get_absolute_url()).content.decode()

        assert REFUSAL in page
        assert "once the operator has done that" in page
