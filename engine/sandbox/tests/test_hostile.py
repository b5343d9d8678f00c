"""A folder of hostile programs: each gets the verdict its header names, and leaves no trace."""

import os
import re
import socket
import tempfile
from pathlib import Path

import pytest

from engine.sandbox.parent import Outcome, Sandbox
from engine.sandbox.tests import programs
from engine.sandbox.tests.programs import FOLDER, Program
from engine.sandbox.tests.sandboxes import children_of, honest_spec, prices, run_by_an_ordinary_user, until
from engine.sandbox.validation import Bounds, read_finished
from engine.spec import Limits, Spec

PROGRAMS = programs.everything()
FORBIDDEN = [program for program in PROGRAMS if program.verdicts == ("FORBIDDEN",)]
LIMITS = Limits(
    wall_seconds=3.0,
    cpu_seconds=10,
    memory_bytes=128 << 20,
    output_bytes=2 << 20,
    orders=1_000,
    log_lines=100,
    log_line_chars=200,
)


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def ordinary():
    with pytest.MonkeyPatch.context() as patch:
        run_by_an_ordinary_user(patch)
        with Sandbox() as sandbox:
            sandbox.start()
            yield sandbox


@pytest.fixture(scope="module")
def canary():
    # Not tmp_path: its parents are closed to other users, which would hide what a program did.
    with tempfile.TemporaryDirectory(prefix="canary-") as name:
        folder = Path(name)
        folder.chmod(0o777)
        (folder / "precious").write_text("untouched")
        (folder / "precious").chmod(0o666)
        yield folder


@pytest.fixture(scope="module")
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


@pytest.fixture(scope="module")
def honest(sandbox) -> Outcome:
    outcome = sandbox.run(honest_spec(), [prices()])
    assert outcome.verdict == "OK", outcome.failure
    assert outcome.order_log.fills
    return outcome


def filled_in(program: Program, *, canary: Path, listener: socket.socket, sandbox: Sandbox) -> str:
    values = {
        "@CANARY@": str(canary),
        "@PORT@": str(listener.getsockname()[1]),
        "@OWNER@": str(os.getpid()),
        "@ZYGOTE@": str(sandbox.zygote_pid),
    }
    return program.filled_in(values)


class TestForgedFrame:
    @pytest.mark.parametrize("program", [program for program in PROGRAMS if program.name.startswith("forged_")])
    def test_is_complete_but_for_its_forgery(self, program):
        # A field that a forged log lacks would have it refused for that, whatever else it says.
        template = re.search(r'^FINISHED = """(.*?)"""', program.text, re.DOTALL | re.MULTILINE)
        if template is None:
            pytest.skip("it does not send a whole log")

        log = read_finished((template[1] % ("", "")).encode(), Bounds.of(honest_spec(), [prices()]))

        assert log.strategy_class == "A"


class TestHostileProgram:
    @pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
    def test_gets_its_verdict_and_leaves_no_trace(self, program, sandbox, canary, listener, honest):
        zygote_pid = sandbox.zygote_pid
        source = filled_in(program, canary=canary, listener=listener, sandbox=sandbox)

        outcome = sandbox.run(Spec(source=source, symbols=("ABC",), limits=LIMITS), [prices()])
        after = sandbox.run(honest_spec(), [prices()])

        assert outcome.verdict in program.verdicts, outcome.failure
        assert (outcome.order_log is None) == (outcome.verdict != "OK")
        assert outcome.verdict == "OK" or outcome.failure.message
        assert after.order_log == honest.order_log
        assert sandbox.zygote_pid == zygote_pid
        assert until(lambda: children_of(zygote_pid) == [])
        assert [(path.name, path.read_text()) for path in canary.iterdir()] == [("precious", "untouched")]
        with pytest.raises(BlockingIOError):
            listener.accept()

    def test_is_one_of_many(self):
        assert len(PROGRAMS) >= 81


@pytest.mark.skipif(os.geteuid() != 0, reason="the programs above are run by an ordinary user already")
class TestHostileProgramOfAnOrdinaryUser:
    @pytest.mark.parametrize("program", FORBIDDEN, ids=lambda program: program.name)
    def test_is_stopped_without_a_change_of_user(self, program, ordinary, canary, listener):
        source = filled_in(program, canary=canary, listener=listener, sandbox=ordinary)

        outcome = ordinary.run(Spec(source=source, symbols=("ABC",), limits=LIMITS), [prices()])

        assert outcome.verdict == "FORBIDDEN", outcome.failure
        assert [(path.name, path.read_text()) for path in canary.iterdir()] == [("precious", "untouched")]
        with pytest.raises(BlockingIOError):
            listener.accept()


class TestWitness:
    """A witness that cannot fire proves nothing: the same deeds, done without a sandbox, are seen."""

    def test_sees_a_file_written_by_the_sandboxes_user(self, canary):
        pid = os.fork()
        if pid == 0:
            if os.geteuid() == 0:
                os.setresuid(60_000, 60_000, 60_000)
            status = os.system(f"touch {canary}/seen && rm {canary}/seen")
            os._exit(status >> 8)

        status = os.waitpid(pid, 0)[1]

        assert status == 0

    def test_sees_a_connection(self, listener):
        with socket.create_connection(listener.getsockname()):
            connection, _ = listener.accept()
            connection.close()


class TestPrintedText:
    def test_arrives_cut_and_without_control_characters(self, sandbox):
        source = (FOLDER / "print_forged.py").read_text("utf-8")
        lines = []

        outcome = sandbox.run(
            Spec(source=source, symbols=("ABC",), limits=LIMITS), [prices(bars=3)], on_log=lines.append
        )

        assert len(outcome.order_log.log) == len(lines) == 3
        for line in lines:
            assert "<script>" in line.text
            assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800]", line.text)

    def test_stops_at_the_limit(self, sandbox):
        source = (FOLDER / "print_flood.py").read_text("utf-8")
        lines = []

        outcome = sandbox.run(
            Spec(source=source, symbols=("ABC",), limits=LIMITS), [prices(bars=3)], on_log=lines.append
        )

        assert outcome.order_log.log_truncated
        assert len(lines) <= LIMITS.log_lines
