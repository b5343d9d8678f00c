"""The programs that `manage.py up` starts: what each is told. They run for real in tests/e2e."""

import sys

import pytest

from engine.sandbox.__main__ import options_of
from statis.management.startup import Startup
from statis.sandboxes import INSPECTOR
from strategies import providing


@pytest.fixture
def startup(tmp_path, settings):
    settings.SANDBOX_SOCKET = ""
    startup = Startup(var_dir=tmp_path, port=8000, as_json=True, write=lambda line: None)
    yield startup
    startup.supervisor.stop()


class TestSandbox:
    def test_listens_where_worker_and_web_server_look(self, startup, tmp_path):
        program = startup.sandbox()

        options = options_of(program.argv[3:])

        assert program.argv[:3] == (sys.executable, "-m", "engine.sandbox")
        assert options.socket == tmp_path / "sandbox.socket"
        assert (options.inspector, options.reduced_isolation) == (INSPECTOR, False)
        for other in (startup.worker(), startup.web()):
            assert other.env == {"SANDBOX_SOCKET": str(options.socket)}

    def test_is_reduced_only_where_the_settings_say_so(self, startup, settings):
        settings.SANDBOX_REDUCED_ISOLATION = True

        assert options_of(startup.sandbox().argv[3:]).reduced_isolation

    def test_of_the_settings_is_used_as_it_is(self, startup, settings):
        settings.SANDBOX_SOCKET = "/run/another"

        assert startup.worker().env == {"SANDBOX_SOCKET": "/run/another"}


class TestWorkers:
    def queues(self, startup):
        return {program.name: program.argv[-1] for program in startup.workers() if "--queues" in program.argv}

    def test_is_one_for_everything_while_strategies_are_built_offline(self, startup, monkeypatch):
        monkeypatch.setattr(providing, "usual_name", lambda: "offline")

        assert [program.name for program in startup.workers()] == ["worker"]
        assert self.queues(startup) == {}

    def test_are_two_with_a_language_model_so_that_no_backtest_waits_for_it(self, startup, monkeypatch):
        monkeypatch.setattr(providing, "usual_name", lambda: "openai")

        assert self.queues(startup) == {"worker": "backtests", "writer": "generation"}
