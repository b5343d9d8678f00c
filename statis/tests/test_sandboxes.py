"""Which sandbox a process of the site uses."""

import os

import pytest

from statis import sandboxes


class Recorded:
    """Stands in for a sandbox and notes how it was made."""

    answers = True

    def __init__(self, *path, **options):
        self.path, self.options = path, options

    def start(self):
        if not self.answers:
            raise sandboxes.SandboxUnavailable("It does not answer.")

    def close(self):
        pass


@pytest.fixture(autouse=True)
def recorded(monkeypatch, settings):
    monkeypatch.setattr(sandboxes, "Sandbox", Recorded)
    monkeypatch.setattr(sandboxes, "_sandboxes", {})
    settings.SANDBOX_SOCKET = "/run/sandbox"
    settings.SANDBOX_REDUCED_ISOLATION = True


class TestSandbox:
    def test_is_the_service_of_the_settings(self):
        found = sandboxes.sandbox()

        assert found.path == ("/run/sandbox",)
        assert found.options["reduced_isolation"]

    def test_is_a_clean_process_of_its_own_without_one(self, settings):
        settings.SANDBOX_SOCKET = ""

        found = sandboxes.sandbox()

        assert (found.path, found.options) == ((), {"reduced_isolation": True, "inspector": sandboxes.INSPECTOR})

    def test_is_the_same_at_every_call_and_another_in_a_fork(self, monkeypatch):
        first, second = sandboxes.sandbox(), sandboxes.sandbox()
        monkeypatch.setattr(os, "getpid", lambda: -1)

        third = sandboxes.sandbox()

        assert first is second
        assert third is not first

    def test_loads_an_inspector_that_there_is(self):
        from importlib import import_module

        assert import_module(sandboxes.INSPECTOR).inspect("pass", None)


class TestPreferOwnToNone:
    def test_stays_with_a_service_that_answers(self):
        sandboxes.prefer_own_to_none()

        assert sandboxes.sandbox().path == ("/run/sandbox",)

    def test_takes_an_own_one_where_nobody_answers(self, monkeypatch):
        monkeypatch.setattr(Recorded, "answers", False)

        sandboxes.prefer_own_to_none()

        assert sandboxes.sandbox().path == ()
