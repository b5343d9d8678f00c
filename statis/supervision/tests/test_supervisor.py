"""Real processes, started and ended."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from statis.supervision.children import Program
from statis.supervision.supervisor import SupervisionError, Supervisor

ROOT = Path(__file__).resolve().parents[3]


def shell(name: str, script: str, **options) -> Program:
    return Program(name=name, argv=("sh", "-c", script), **options)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A zombie that init has not collected yet does no harm.
    stat = Path(f"/proc/{pid}/stat")
    return not (stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.fixture
def supervisor(tmp_path):
    with Supervisor(cwd=tmp_path, log_dir=tmp_path / "logs", max_restarts=2) as made:
        yield made


def pids_in(path: Path, eventually) -> list[int]:
    eventually(lambda: path.exists() and path.read_text().endswith("\n"), what=f"{path.name}")
    return [int(pid) for pid in path.read_text().split()]


class TestSupervisor:
    def test_gives_a_program_its_environment_and_keeps_what_it_says(self, supervisor, eventually):
        supervisor.start(shell("talker", "echo it is $WORD; sleep 60", env={"WORD": "so"}))

        eventually(lambda: supervisor.log_path("talker").read_text() == "it is so\n")

    def test_ends_grandchildren_too(self, tmp_path, eventually):
        with Supervisor(cwd=tmp_path, log_dir=tmp_path) as supervisor:
            supervisor.start(shell("family", "sleep 600 & echo $$ $! > pids; wait"))
            pids = pids_in(tmp_path / "pids", eventually)

        assert not any(map(is_alive, pids))

    def test_kills_what_ignores_a_polite_request(self, tmp_path, eventually):
        with Supervisor(cwd=tmp_path, log_dir=tmp_path) as supervisor:
            supervisor.start(shell("deaf", "trap '' TERM; echo $$ > pids; sleep 600 & wait; wait", stop_seconds=0.2))
            pids = pids_in(tmp_path / "pids", eventually)

        assert not any(map(is_alive, pids))

    def test_restarts_a_program_that_ends(self, supervisor, tmp_path, eventually):
        supervisor.start(shell("once", "echo again >> starts; [ $(wc -l < starts) -ge 2 ] && sleep 600"))

        def started_twice():
            supervisor.tend()
            return (tmp_path / "starts").exists() and (tmp_path / "starts").read_text() == "again\nagain\n"

        eventually(started_twice)

    def test_gives_up_on_a_program_that_keeps_ending(self, tmp_path, eventually):
        told = []
        with Supervisor(
            cwd=tmp_path, log_dir=tmp_path, max_restarts=1, on_restart=lambda name, code: told.append((name, code))
        ) as supervisor:
            supervisor.start(shell("broken", "echo no luck; exit 3"))

            with pytest.raises(SupervisionError, match=r"broken ended 2 times \(code 3\). It said last: no luck"):
                supervisor.wait_until(lambda: False, name="broken", seconds=20)

        assert told == [("broken", 3)]

    def test_says_what_a_program_that_does_not_get_ready_said(self, supervisor):
        supervisor.start(shell("slow", "echo still loading; sleep 600"))

        with pytest.raises(SupervisionError, match="slow was not ready after 0 s"):
            supervisor.wait_until(lambda: False, name="slow", seconds=0.3)

    def test_replaces_a_watchdog_that_died(self, supervisor):
        before = supervisor.watchdog
        before.kill()
        before.wait()

        supervisor.tend()

        assert supervisor.watchdog.poll() is None
        before.stdin.close()


KILLED = """
    import sys, time
    from pathlib import Path
    from statis.supervision.children import Program
    from statis.supervision.supervisor import Supervisor

    folder = Path(sys.argv[1])
    with Supervisor(cwd=folder, log_dir=folder) as supervisor:
        supervisor.start(Program(name="family", argv=("sh", "-c", "sleep 600 & echo $$ $! > pids; wait")))
        (folder / "watchdog").write_text(f"{supervisor.watchdog.pid}\\n")
        supervisor.run_forever()
"""


class TestKilledSupervisor:
    @pytest.mark.parametrize("is_watchdog_dead", [False, True])
    def test_leaves_nothing_behind(self, tmp_path, eventually, is_watchdog_dead):
        if is_watchdog_dead and sys.platform != "linux":
            pytest.skip("without its watchdog only Linux ends the children")
        process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path)], cwd=ROOT)
        leader, grandchild = pids_in(tmp_path / "pids", eventually)
        [watchdog] = pids_in(tmp_path / "watchdog", eventually)
        if is_watchdog_dead:
            os.kill(watchdog, signal.SIGKILL)

        process.kill()
        process.wait()

        eventually(lambda: not is_alive(leader), what="the end of the child")
        if is_watchdog_dead:
            # Only the watchdog knows of grandchildren; Celery's ask for their own end (statis.celery).
            os.kill(grandchild, signal.SIGKILL)
        eventually(lambda: not is_alive(grandchild), what="the end of the grandchild")
        eventually(lambda: not is_alive(watchdog), what="the end of the watchdog")
