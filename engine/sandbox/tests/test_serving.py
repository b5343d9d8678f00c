"""The zygote's door: clients that say nothing, too much or nonsense, and children that wait their turn."""

import os
import resource
import signal
import socket
import struct
import sys
import time
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from engine.sandbox import launch, serving
from engine.sandbox.answer import Answer
from engine.sandbox.protocol import (
    MAX_JOB_BYTES,
    FrameReader,
    Garbled,
    Kind,
    Request,
    Work,
    decode_request,
    encode_death,
    encode_hello,
    encode_ready,
    encode_request,
)
from engine.sandbox.tests.sandboxes import children_of, until

CHILDREN = 2
HELLO = {"layers": [], "missing": [], "inspects": False, "pid": 1}


def request(**changes) -> Request:
    values = {"work": Work.INSPECT, "cpu_seconds": 5, "memory_bytes": 1 << 20, "wall_seconds": 5, "job_bytes": 0}
    return Request(**values | changes)


def tell_slot_and_wait(task) -> None:
    """Stand in for a job: tell which slot it has, then live until a byte of the job arrives, or somebody kills it."""
    os.write(task.line_fd, encode_ready(locked_ms=task.slot))
    while not os.read(task.line_fd, 1):
        # To be hung up on is no reason to leave: ending it is the server's part.
        time.sleep(0.01)
    os._exit(7)


@pytest.fixture
def serve(tmp_path):
    """Serve in a process of its own, with children that only tell their slot."""
    pids = []

    def start(**options) -> int:
        listener = launch.listener_at(tmp_path / "s")
        pid = os.fork()
        if pid == 0:
            options = {"children": CHILDREN, "work": tell_slot_and_wait} | options
            serving.Server(listener, hello=encode_hello(**HELLO), **options).serve()
            os._exit(0)
        listener.close()
        pids.append(pid)
        return pid

    yield start
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
        assert os.waitpid(pid, 0)[1] == 0


class Client:
    """A connection and what has come over it."""

    def __init__(self, path, sent: bytes = b"") -> None:
        self.line = launch.connect(path)
        self.answer = Answer(FrameReader(output_bytes=100), lambda kind, payload: None)
        self.is_over = False
        self.line.sendall(sent)

    def read(self, *, seconds: float = 5.0) -> None:
        """Read what there is, waiting so long for the first byte."""
        self.line.settimeout(seconds)
        try:
            received = self.line.recv(1 << 22)
        except TimeoutError:
            return
        except ConnectionResetError:
            received = b""
        self.is_over = not received
        self.answer.take(received)

    @property
    def slot(self) -> int | None:
        """Return the slot of the child, None while there is none."""
        return None if self.answer.locked_ms is None else round(self.answer.locked_ms)

    def is_served(self) -> bool:
        self.read(seconds=0.01)
        return self.slot is not None

    def is_ended(self) -> bool:
        self.read(seconds=0.01)
        return self.is_over


def ticks_of(process: Path) -> int:
    """Return the hundredths of a second that a process has had of the processor."""
    return sum(map(int, (process / "stat").read_text().split()[13:15]))


@pytest.fixture
def connect(tmp_path):
    with ExitStack() as opened:

        def make(sent: bytes = b"") -> Client:
            client = Client(tmp_path / "s", sent)
            opened.enter_context(client.line)
            return client

        yield make


class TestRequest:
    def test_survives_the_journey(self):
        assert decode_request(encode_request(request(work=Work.INSPECT))) == request(work=Work.INSPECT)

    @pytest.mark.parametrize(
        "changes",
        [
            {"work": 0},
            {"work": max(Work) + 1},
            {"cpu_seconds": 0},
            {"cpu_seconds": 2**32 - 1},
            {"memory_bytes": 0},
            {"memory_bytes": 2**64 - 1},
            {"wall_seconds": 0},
            {"wall_seconds": 2**32 - 1},
            {"job_bytes": MAX_JOB_BYTES + 1},
            {"job_bytes": 2**64 - 1},
        ],
        ids=str,
    )
    def test_is_refused_with(self, changes):
        with pytest.raises(Garbled):
            decode_request(encode_request(request(**changes)))

    def test_is_refused_without_its_mark(self):
        with pytest.raises(Garbled):
            decode_request(b"GET " + encode_request(request())[4:])


class TestServer:
    def test_greets_whoever_connects_and_forks_only_when_asked(self, serve, connect):
        pid = serve()
        client = connect()

        client.read()

        assert client.answer.hello == HELLO
        assert children_of(pid) == []

    def test_has_the_last_word_once_the_child_is_dead(self, serve, connect):
        pid = serve()
        client = connect(encode_request(request(job_bytes=1)))
        assert until(client.is_served)

        client.line.send(b".")

        assert until(client.is_ended)
        assert client.answer.death.status >> 8 == 7
        assert client.answer.death.cpu_seconds < 5
        assert children_of(pid) == []

    def test_kills_the_child_of_a_client_that_hangs_up_half_way_and_tells_so(self, serve, connect):
        serve()
        client = connect(encode_request(request()))
        assert until(client.is_served)

        client.line.shutdown(socket.SHUT_WR)

        assert until(client.is_ended)
        assert client.answer.death.signal == signal.SIGKILL

    def test_kills_the_child_of_a_client_that_is_gone(self, serve, connect):
        pid = serve()
        client = connect(encode_request(request()))
        assert until(client.is_served)

        client.line.close()

        assert until(lambda: not children_of(pid))

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            encode_request(request())[:10],
            b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
            b"\xff" * 10_000,
            encode_request(request(job_bytes=2**63)),
        ],
        ids=["nothing", "half a request", "another protocol", "garbage", "a huge job"],
    )
    def test_is_not_held_up_by_a_client_that_sends(self, sent, serve, connect, monkeypatch):
        monkeypatch.setattr(serving, "REQUEST_SECONDS", 0.3)
        pid = serve()
        odd = [connect(sent) for _ in range(5)]

        client = connect(encode_request(request()))

        assert until(client.is_served, seconds=2.0)
        for one in odd:
            assert until(one.is_ended)
            assert one.answer.death is None
        assert len(children_of(pid)) == 1

    def test_takes_a_request_in_pieces(self, serve, connect):
        serve()
        client = connect()

        for byte in encode_request(request()):
            client.line.send(bytes([byte]))
            time.sleep(0.001)

        assert until(client.is_served)

    def test_is_not_held_up_by_a_client_that_does_not_read(self, serve, connect):
        def talk(task):
            while True:
                os.write(task.line_fd, bytes(1 << 20))

        pid = serve(work=talk)
        deaf = connect(encode_request(request()))
        assert until(lambda: children_of(pid))
        (child,) = children_of(pid)
        time.sleep(0.1)
        os.kill(child, signal.SIGXCPU)

        client = connect()
        client.read()

        assert client.answer.hello == HELLO
        assert until(deaf.is_ended)
        assert deaf.answer.death.signal == signal.SIGXCPU

    def test_ends_the_child_of_a_client_that_was_stopped(self, serve, connect, monkeypatch):
        monkeypatch.setattr(serving, "GRACE_SECONDS", -0.8)
        pid = serve()
        client = connect(encode_request(request(wall_seconds=1)))

        assert until(client.is_ended)
        assert client.answer.death.signal == signal.SIGKILL
        assert children_of(pid) == []

    def test_survives_more_connections_than_it_takes_at_a_time(self, serve, connect, monkeypatch):
        monkeypatch.setattr(serving, "_MOST_CONNECTIONS", 4)
        serve()
        idle = [connect() for _ in range(6)]
        late = connect(encode_request(request()))
        late.read(seconds=0.2)
        assert late.answer.hello is None

        for one in idle:
            one.line.close()

        assert until(late.is_served)

    @pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
    def test_rests_while_it_has_no_descriptor_for_another_connection(self, serve, connect):
        pid = serve()
        process = Path(f"/proc/{pid}")
        first = connect()
        assert until(lambda: first.read(seconds=0.01) or first.answer.hello)
        taken = {int(entry.name) for entry in (process / "fd").iterdir()}
        free = next(number for number in count() if number not in taken)
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (free, free))
        late = connect()
        before = ticks_of(process)

        late.read(seconds=0.5)

        assert late.answer.hello is None
        # Of fifty.
        assert ticks_of(process) - before < 10
        first.line.close()
        assert until(lambda: late.read(seconds=0.01) or late.answer.hello)


class TestTurns:
    def test_are_waited_for_when_as_many_children_live_as_may(self, serve, connect):
        pid = serve()
        first, second, third = (connect(encode_request(request(job_bytes=1))) for _ in range(3))
        assert until(lambda: first.is_served() and second.is_served())
        assert not third.is_served()
        assert len(children_of(pid)) == CHILDREN

        first.line.send(b".")

        assert until(third.is_served)

    def test_of_clients_that_gave_up_are_skipped(self, serve, connect):
        pid = serve()
        busy = [connect(encode_request(request(job_bytes=1))) for _ in range(CHILDREN)]
        assert until(lambda: all(one.is_served() for one in busy))
        impatient = connect(encode_request(request()))
        last = connect(encode_request(request()))
        impatient.line.close()
        assert not last.is_served()

        busy[0].line.send(b".")

        assert until(last.is_served)
        assert len(children_of(pid)) == CHILDREN

    def test_of_a_look_at_a_text_comes_while_every_other_child_runs_a_strategy(self, serve, connect):
        serve(children=3)
        runs = [connect(encode_request(request(work=Work.RUN, job_bytes=1))) for _ in range(4)]
        assert until(lambda: runs[0].is_served() and runs[1].is_served())

        looks = [connect(encode_request(request(job_bytes=1))) for _ in range(2)]

        assert until(looks[0].is_served)
        assert not runs[2].is_served()
        assert not looks[1].is_served()

    def test_of_a_run_comes_before_a_look_that_was_asked_for_later(self, serve, connect):
        serve(children=3)
        looks = [connect(encode_request(request(job_bytes=1))) for _ in range(3)]
        assert until(lambda: all(one.is_served() for one in looks))
        run, late = (connect(encode_request(request(work=work))) for work in (Work.RUN, Work.INSPECT))
        assert not run.is_served()

        looks[0].line.send(b".")

        assert until(run.is_served)
        assert not late.is_served()

    def test_of_a_run_comes_with_one_child_too(self, serve, connect):
        serve(children=1)

        assert until(connect(encode_request(request(work=Work.RUN))).is_served)


class TestSlots:
    def test_are_shared_by_no_two_living_children(self, serve, connect):
        serve(children=5)
        clients = [connect(encode_request(request())) for _ in range(5)]

        assert until(lambda: all(client.is_served() for client in clients))

        assert sorted(client.slot for client in clients) == [0, 1, 2, 3, 4]

    def test_are_given_again_only_once_their_child_is_reaped(self, serve, connect):
        pid = serve()
        first, second = (connect(encode_request(request())) for _ in range(2))
        assert until(lambda: first.is_served() and second.is_served())
        third = connect(encode_request(request()))
        children = children_of(pid)

        # Stopped, a dead child stays a zombie: it is not reaped.
        os.kill(pid, signal.SIGSTOP)
        os.kill(children[0], signal.SIGKILL)
        assert not third.is_served()
        os.kill(pid, signal.SIGCONT)

        assert until(third.is_served)
        assert {first.slot, second.slot} == {0, 1}
        ended = first if until(first.is_ended, seconds=1.0) else second
        assert third.slot == ended.slot
        assert ended.answer.death.signal == signal.SIGKILL

    def test_are_taken_in_turn(self, serve, connect):
        serve(children=3)
        slots = []
        for _ in range(6):
            client = connect(encode_request(request(job_bytes=1)))
            assert until(client.is_served)
            slots.append(client.slot)
            client.line.send(b".")
            assert until(client.is_ended)

        assert slots == [0, 1, 2, 0, 1, 2]


class TestAnswer:
    """What a child says, cut anywhere by its death."""

    FRAME = struct.pack(">BI", Kind.LOG, 40) + b"x" * 40

    @pytest.mark.parametrize("cut", range(len(FRAME)))
    def test_tells_a_death_inside_a_frame_from_nonsense(self, cut):
        answer = Answer(FrameReader(output_bytes=100), self._refuse_all)
        answer.take(encode_hello(**HELLO) + encode_ready(locked_ms=1) + self.FRAME[:cut])
        answer.take(encode_death(status=int(signal.SIGXCPU), cpu_seconds=2.5))

        assert answer.breach == ""
        assert answer.death.signal == signal.SIGXCPU

    def test_blames_a_child_that_leaves_in_the_middle_of_a_frame(self):
        answer = Answer(FrameReader(output_bytes=100), self._refuse_all)
        answer.take(encode_hello(**HELLO) + encode_ready(locked_ms=1) + self.FRAME[:20])
        answer.take(encode_death(status=0, cpu_seconds=0.1))

        assert answer.breach == "a report cut short"

    def test_blames_a_child_that_tells_its_own_death(self):
        answer = Answer(FrameReader(output_bytes=100), self._refuse_all)
        answer.take(encode_hello(**HELLO) + encode_ready(locked_ms=1))
        answer.take(encode_death(status=0, cpu_seconds=0.1) + encode_death(status=9, cpu_seconds=0.1))

        assert answer.breach
        assert answer.death.signal == signal.SIGKILL

    @pytest.mark.parametrize("kind", [Kind.HELLO, Kind.TROUBLE, Kind.READY])
    def test_blames_a_child_that_speaks_for_the_zygote(self, kind):
        payload = encode_ready(locked_ms=1) if kind is Kind.READY else struct.pack(">BI", kind, 2) + b"{}"
        answer = Answer(FrameReader(output_bytes=100), self._refuse_all)

        answer.take(encode_hello(**HELLO) + encode_ready(locked_ms=1) + payload)

        assert answer.is_suspect
        assert answer.breach == "something out of its turn"

    @staticmethod
    def _refuse_all(kind, payload):
        raise Garbled("nonsense")
