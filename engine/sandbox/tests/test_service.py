"""The sandbox as a service of its own: a real process at a path, and clients that come and go."""

import grp
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from engine.sandbox import launch, parent
from engine.sandbox.parent import InspectionFailed, Sandbox, SandboxUnavailable
from engine.sandbox.protocol import Request, Work, encode_hello, encode_request
from engine.sandbox.tests.sandboxes import HONEST, children_of, honest_spec, in_next, prices, spec_of, until

ENDLESS = in_next("while True:\n    pass")
INSPECTOR = "engine.sandbox.tests.inspecting"
HELLO = {"layers": ["seccomp"], "missing": [], "inspects": False, "pid": 1}


class Service:
    """A service in a process of its own."""

    def __init__(self, path: Path, *options: str, **environment: str) -> None:
        self.path = path
        command = [sys.executable, "-m", "engine.sandbox", "--socket", str(path), *options]
        self.process = subprocess.Popen(
            command, cwd=launch.ROOT, env={**os.environ, **environment}, stderr=subprocess.PIPE, text=True
        )

    def said(self) -> str:
        return self.process.stderr.readline()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        self.process.stderr.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    service = Service(tmp_path_factory.mktemp("service") / "s", "--inspector", INSPECTOR)
    assert service.said().startswith("Sandbox ready: Landlock, ")
    yield service
    service.stop()


@pytest.fixture(scope="module")
def served(service):
    return Sandbox(service.path)


@pytest.fixture(scope="module")
def own():
    with Sandbox(inspector=INSPECTOR) as sandbox:
        yield sandbox


@pytest.fixture
def own_service(tmp_path):
    services = []

    def start(*options, path=tmp_path / "s", **environment):
        services.append(Service(path, *options, **environment))
        return services[-1]

    yield start
    for service in services:
        if service.process.poll() is None:
            service.process.kill()
        service.process.wait()
        service.process.stderr.close()


class TestService:
    def test_runs_the_jobs_of_several_clients(self, service):
        with ThreadPoolExecutor(3) as pool:
            outcomes = list(pool.map(lambda _: Sandbox(service.path).run(honest_spec(), [prices()]), range(6)))

        assert [outcome.verdict for outcome in outcomes] == ["OK"] * 6
        assert all(outcome.order_log == outcomes[0].order_log for outcome in outcomes)

    def test_is_the_process_it_was_started_as(self, service):
        assert Sandbox(service.path).zygote_pid == service.process.pid

    def test_lets_only_its_own_user_connect(self, service):
        assert stat.S_IMODE(service.path.stat().st_mode) == 0o600

    def test_lets_a_group_connect_if_it_is_told_to(self, own_service):
        service = own_service("--group", grp.getgrgid(os.getgid()).gr_name)

        assert until(lambda: service.path.exists() and stat.S_IMODE(service.path.stat().st_mode) == 0o660, seconds=20)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into the clean process")
    def test_keeps_nothing_of_the_environment_it_was_started_in(self, own_service):
        service = own_service(SECRET_KEY="do not tell")
        service.said()

        environment = Path(f"/proc/{service.process.pid}/environ").read_bytes().split(b"\0")

        assert {entry.partition(b"=")[0].decode() for entry in environment if entry} == set(launch.ENVIRONMENT)

    def test_kills_the_child_of_a_client_that_was_killed(self, service):
        source = f"""
import sys
sys.path.insert(0, {str(launch.ROOT)!r})
from engine.sandbox.parent import Sandbox
from engine.sandbox.tests.sandboxes import prices, spec_of
from engine.sandbox.tests.test_service import ENDLESS
Sandbox({str(service.path)!r}).run(spec_of(ENDLESS), [prices()])
"""
        client = subprocess.Popen([sys.executable, "-c", source])
        assert until(lambda: children_of(service.process.pid), seconds=20)

        client.kill()
        client.wait()

        assert until(lambda: not children_of(service.process.pid))

    def test_takes_the_place_of_one_that_was_killed(self, own_service):
        first = own_service()
        first.said()
        first.process.kill()
        first.process.wait()

        second = own_service()

        assert second.said().startswith("Sandbox ready")
        assert Sandbox(second.path).run(honest_spec(), [prices()]).verdict == "OK"

    def test_leaves_one_that_answers_alone(self, service):
        second = Service(service.path)

        assert "already listens" in second.process.stderr.read()
        second.stop()
        assert Sandbox(service.path).zygote_pid == service.process.pid

    def test_ends_when_asked_and_leaves_no_child(self, own_service):
        service = own_service()
        service.said()
        run = threading.Thread(target=Sandbox(service.path).run, args=(spec_of(ENDLESS), [prices()]))
        run.start()
        assert until(lambda: children_of(service.process.pid))
        (child,) = children_of(service.process.pid)

        service.process.terminate()

        assert service.process.wait(10) == 0
        assert until(lambda: not Path(f"/proc/{child}").exists())
        run.join(30)
        assert not run.is_alive()

    def test_listens_at_a_path_longer_than_the_system_takes(self, tmp_path):
        path = tmp_path / ("long" * 40) / "s"
        path.parent.mkdir()

        with answering(path, HELLO):
            assert Sandbox(path).layers == ("seccomp",)

    def test_tells_its_layers_on_the_command_line(self, service):
        command = [sys.executable, "-m", "engine.sandbox", "--check", "--socket", str(service.path)]

        said = subprocess.run(command, cwd=launch.ROOT, capture_output=True, text=True, check=True).stdout

        assert {"Landlock", "seccomp", "no new privileges"} <= set(said.strip().split(", "))

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (["--socket", "/nowhere/s"], "The sandbox cannot listen at /nowhere/s: No such file or directory."),
            (["--socket", "{folder}/s", "--group", "nobodies"], "There is no group “nobodies”"),
            (["--socket", "{folder}/s", "--check"], "does not answer at"),
            (["--socket", "{folder}/s", "--children", "33"], "must lie between 1 and 32"),
        ],
    )
    def test_refuses_in_one_sentence(self, options, sentence, tmp_path):
        command = [sys.executable, "-m", "engine.sandbox", *(text.format(folder=tmp_path) for text in options)]

        done = subprocess.run(command, cwd=launch.ROOT, capture_output=True, text=True, check=False)

        assert done.returncode != 0
        assert sentence in done.stderr
        assert "Traceback" not in done.stderr


class TestRefusedService:
    def test_stays_and_tells_every_client_why(self, own_service):
        service = own_service("--inspector", "engine.sandbox.tests.loading_django")

        assert service.said().startswith("Sandbox refused: The sandbox's clean process has loaded Django")
        for _ in range(2):
            with pytest.raises(SandboxUnavailable, match="has loaded Django"):
                Sandbox(service.path).run(honest_spec(), [prices()])
        assert service.process.poll() is None


class TestClient:
    def test_waits_for_a_service_that_restarts(self, own_service, tmp_path):
        path = tmp_path / "s"
        sandbox = Sandbox(path, wait_seconds=60.0)
        with answering(path, HELLO):
            sandbox.start()
        threading.Timer(0.5, own_service).start()

        assert sandbox.run(honest_spec(), [prices()]).verdict == "OK"

    def test_says_how_to_start_a_service_that_is_not_there(self, tmp_path):
        with pytest.raises(SandboxUnavailable, match=r"does not answer at .*python -m engine\.sandbox --socket"):
            Sandbox(tmp_path / "none", wait_seconds=0.1).start()

    def test_does_not_keep_a_page_waiting_for_a_service_that_is_stuck(self, own_service):
        service = own_service("--inspector", INSPECTOR)
        service.said()
        service.process.send_signal(signal.SIGSTOP)
        began_at = time.monotonic()

        with pytest.raises(InspectionFailed, match="OUR_FAULT"):
            Sandbox(service.path).inspect("pass", wait_seconds=0.0)

        assert time.monotonic() - began_at < 4

    def test_does_not_keep_a_page_waiting_for_its_turn(self, own_service, monkeypatch):
        monkeypatch.setattr(parent, "_PAGE_TURN_SECONDS", 0.3)
        service = own_service("--inspector", INSPECTOR, "--children", "1")
        service.said()
        silent = Request(work=Work.RUN, cpu_seconds=5, memory_bytes=1 << 20, wall_seconds=60, job_bytes=1)
        with launch.connect(service.path) as line:
            line.sendall(encode_request(silent))
            assert until(lambda: children_of(service.process.pid))

            with pytest.raises(InspectionFailed, match="OUR_FAULT"):
                Sandbox(service.path).inspect("pass", wait_seconds=0.0)

    def test_does_not_wait_for_ever_where_too_many_wait_already(self, tmp_path):
        with ExitStack() as opened:
            opened.enter_context(launch.listener_at(tmp_path / "s"))
            with suppress(BlockingIOError):
                while True:
                    opened.enter_context(launch.connect(tmp_path / "s"))

            with pytest.raises(SandboxUnavailable, match="does not answer"):
                Sandbox(tmp_path / "s", wait_seconds=0.1).start()

    def test_blames_us_when_the_service_is_killed_in_mid_run(self, own_service):
        service = own_service()
        service.said()
        threading.Timer(1.0, service.process.kill).start()

        outcome = Sandbox(service.path).run(spec_of(ENDLESS), [prices()])

        assert outcome.verdict == "OUR_FAULT"

    def test_refuses_reduced_isolation_it_was_not_told_to_accept(self, tmp_path):
        path = tmp_path / "s"

        with answering(path, HELLO | {"missing": ["seccomp"]}):
            with pytest.raises(SandboxUnavailable, match="reduced isolation"):
                Sandbox(path).start()
            assert Sandbox(path, reduced_isolation=True).missing == ("seccomp",)


@contextmanager
def answering(path, hello):
    """Listen at a path and greet whoever connects."""
    listener = launch.listener_at(path)

    def answer():
        with suppress(OSError):
            while True:
                line, _ = listener.accept()
                with line:
                    line.sendall(encode_hello(**hello))

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        yield
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
        listener.close()


class TestInspection:
    @pytest.fixture(params=["served", "own"])
    def sandbox(self, request):
        return request.getfixturevalue(request.param)

    def test_returns_what_the_inspector_says(self, sandbox):
        assert sandbox.inspect("pass", "Cross") == b'["pass", "Cross"]'
        assert sandbox.inspect("text with \ud800 and \xe9") == b'["text with \\ud800 and \\u00e9", null]'

    def test_happens_behind_the_walls(self, sandbox):
        assert sandbox.inspect("open") == b"PermissionError"

    @pytest.mark.parametrize(
        ("source", "verdict"),
        [
            ("loop", "TIME"),
            ("memory", "MEMORY"),
            ("leave", "CRASHED"),
            ("crash", "CRASHED"),
            ("fork", "FORBIDDEN"),
            ("raise", "CRASHED"),
            ("much", "BAD_RESULT"),
            ("forge", "BAD_RESULT"),
        ],
    )
    def test_raises_the_verdict_when_there_is_no_answer(self, sandbox, source, verdict, monkeypatch):
        # Time enough on a busy machine for all but the one that uses it up.
        seconds = 1.0 if verdict == "TIME" else 20.0
        monkeypatch.setattr(parent, "INSPECTION_LIMITS", replace(parent.INSPECTION_LIMITS, wall_seconds=seconds))

        with pytest.raises(InspectionFailed) as failed:
            sandbox.inspect(source)

        assert failed.value.verdict == verdict

    def test_needs_an_inspector(self, tmp_path):
        path = tmp_path / "s"

        with answering(path, HELLO), pytest.raises(SandboxUnavailable, match="without an inspector"):
            Sandbox(path).inspect("pass")


class TestSandboxOfAThread:
    def test_outlives_the_thread_that_started_it(self):
        with Sandbox() as sandbox:
            starter = threading.Thread(target=sandbox.start)
            starter.start()
            starter.join()
            pid = sandbox.zygote_pid

            outcome = sandbox.run(spec_of(HONEST), [prices()])

            assert (outcome.verdict, sandbox.zygote_pid) == ("OK", pid)
