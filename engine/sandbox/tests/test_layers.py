"""Each wall of the sandbox is shown to hold alone, and its absence to let the same attempt through."""

import ctypes
import mmap
import os
import signal
import socket
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import pytest

from engine.sandbox import landlock, lockdown, parent, seccomp, selftest
from engine.sandbox.lockdown import Confinement, lock_down
from engine.sandbox.policy import ALL_LAYERS, ALLOWED, KILLED, NEVER_EXECUTABLE, SYSCALLS, Layer
from engine.sandbox.tests.sandboxes import children_of, filter_without, until

ROOT = parent.PROJECT_ROOT
RESULT_FD = 3
LIBC = ctypes.CDLL(None, use_errno=True)
SUCCEEDED, REFUSED = 0, 1

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change user")


def read_everyones_file():
    Path("/etc/passwd").read_text()


def write_file():
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(b"here")


def speak_tcp():
    line = socket.socket()
    try:
        line.connect(("127.0.0.1", 9))
    except ConnectionRefusedError:
        return


def signal_parent():
    os.kill(os.getppid(), 0)


def execute():
    os.execv("/bin/true", ["true"])


def start_thread():
    thread = threading.Thread(target=int)
    thread.start()
    thread.join()


def map_executable():
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def make_executable_later():
    page = mmap.mmap(-1, 4096)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if LIBC.mprotect(ctypes.c_void_p(address), 4096, mmap.PROT_READ | mmap.PROT_EXEC) != 0:
        raise OSError(ctypes.get_errno(), "mprotect")


def write_elsewhere():
    os.write(2, b"")


def share_memory():
    os.memfd_create("shared")


def trace_parent():
    if LIBC.ptrace(0x4206, os.getppid(), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "ptrace")


def copy_descriptor():
    os.dup(2)


def handle_signal():
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)


def lift_privileges_later():
    if LIBC.prctl(39, 0, 0, 0, 0) != 0:
        raise PermissionError


def read_roots_file():
    Path("/etc/shadow").read_text()


# (wall, attempt): seccomp and Landlock need no-new-privileges to be put up without root.
ATTEMPTS = [
    *((Layer.LANDLOCK, attempt) for attempt in (selftest.open_folder, read_everyones_file, write_file)),
    pytest.param(
        Layer.LANDLOCK,
        speak_tcp,
        marks=pytest.mark.skipif(landlock.version() < 4, reason="Landlock without TCP rules"),
    ),
    pytest.param(
        Layer.LANDLOCK,
        signal_parent,
        marks=pytest.mark.skipif(landlock.version() < 6, reason="Landlock without signal scopes"),
    ),
    *(
        (Layer.SECCOMP, attempt)
        for attempt in (
            selftest.open_folder,
            selftest.open_socket,
            selftest.fork,
            execute,
            signal_parent,
            start_thread,
            map_executable,
            make_executable_later,
            write_elsewhere,
            share_memory,
            trace_parent,
            copy_descriptor,
            handle_signal,
        )
    ),
    *((Layer.LIMITS, attempt) for attempt in (selftest.take_memory, copy_descriptor, write_file)),
    (Layer.NO_NEW_PRIVILEGES, lift_privileges_later),
    (Layer.DESCRIPTORS, write_elsewhere),
    pytest.param(Layer.UID, selftest.become_root, marks=needs_root),
    pytest.param(Layer.UID, read_roots_file, marks=needs_root),
]


@pytest.fixture
def confinement():
    ruleset_fd = landlock.create_ruleset()
    yield Confinement(
        parent_pid=os.getpid(),
        result_fd=RESULT_FD,
        cpu_seconds=5,
        memory_bytes=64 << 20,
        program=seccomp.strategy_filter(result_fd=RESULT_FD),
        ruleset_fd=ruleset_fd,
    )
    os.close(ruleset_fd)


def outcome_of(attempt, confinement, layers):
    values = {**confinement.__dict__, "layers": frozenset(layers)}
    status = selftest.probe(attempt, Confinement(**values))
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) in (signal.SIGSYS, signal.SIGXFSZ)
        return REFUSED
    return os.WEXITSTATUS(status)


class TestLayer:
    @pytest.mark.parametrize(("layer", "attempt"), ATTEMPTS)
    def test_stops_the_attempt_alone(self, layer, attempt, confinement):
        assert outcome_of(attempt, confinement, {layer, Layer.NO_NEW_PRIVILEGES}) == REFUSED

    @pytest.mark.parametrize(("layer", "attempt"), ATTEMPTS)
    def test_is_what_stops_the_attempt(self, layer, attempt, confinement):
        others = {Layer.NO_NEW_PRIVILEGES} - {layer}

        assert outcome_of(attempt, confinement, others) == SUCCEEDED

    @pytest.mark.parametrize(("layer", "attempt"), ATTEMPTS)
    def test_stops_the_attempt_together_with_all_others(self, layer, attempt, confinement):
        assert outcome_of(attempt, confinement, ALL_LAYERS) == REFUSED


def orphan_of(confinement, layers) -> int:
    """Return a locked-down process whose parent was killed a moment later."""
    reader, writer = os.pipe()
    middle = os.fork()
    if middle == 0:
        child = os.fork()
        if child == 0:
            values = {**confinement.__dict__, "layers": frozenset(layers), "parent_pid": os.getppid()}
            lock_down(Confinement(**values))
            os.write(writer, str(os.getpid()).encode())
            time.sleep(30)
        time.sleep(30)
    pid = int(os.read(reader, 20))
    os.close(reader)
    os.close(writer)
    os.kill(middle, signal.SIGKILL)
    os.waitpid(middle, 0)
    return pid


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False


class TestParentDeath:
    def test_takes_the_child_along(self, confinement):
        pid = orphan_of(confinement, {Layer.PARENT_DEATH, Layer.UID})

        assert until(lambda: not is_alive(pid))

    def test_would_leave_the_child_without_the_layer(self, confinement):
        pid = orphan_of(confinement, {Layer.UID})

        time.sleep(0.2)

        assert is_alive(pid)
        os.kill(pid, signal.SIGKILL)

    def test_is_noticed_when_it_came_first(self, confinement):
        values = {**confinement.__dict__, "parent_pid": 1}
        pid = os.fork()
        if pid == 0:
            lock_down(Confinement(**values))
            os._exit(9)

        assert os.waitpid(pid, 0)[1] == 0


class TestSelfTest:
    def test_finds_nothing_when_every_layer_holds(self, confinement):
        assert selftest.layers_that_fail(confinement) == []

    def test_has_a_probe_for_every_layer(self):
        # The parent's death has a test of its own.
        assert set(selftest.CHECKS) | {Layer.PARENT_DEATH} == ALL_LAYERS

    @pytest.mark.parametrize(
        ("layer", "module", "function"),
        [
            (Layer.PARENT_DEATH, lockdown, "die_with_parent"),
            (Layer.DESCRIPTORS, lockdown, "_close_all_but"),
            (Layer.LIMITS, lockdown, "_set_limits"),
            pytest.param(Layer.UID, lockdown, "_become", marks=needs_root),
            (Layer.NO_NEW_PRIVILEGES, lockdown, "_forgo_privileges"),
            (Layer.LANDLOCK, landlock, "restrict_self"),
            (Layer.SECCOMP, seccomp, "install"),
        ],
        ids=str,
    )
    def test_names_the_layer_that_does_nothing(self, layer, module, function, confinement, monkeypatch):
        monkeypatch.setattr(module, function, lambda *_, **__: None)

        failing = selftest.layers_that_fail(confinement)

        assert layer.value in failing
        if os.geteuid() == 0:
            # An ordinary user cannot put up Landlock and seccomp without forgoing privileges.
            assert failing == [layer.value]

    @needs_root
    def test_names_the_parents_death_when_the_change_of_user_undoes_it(self, confinement, monkeypatch):
        plain, armed = lockdown.die_with_parent, []

        def arm_once(parent_pid):
            if os.getpid() not in armed:
                armed.append(os.getpid())
                plain(parent_pid)

        monkeypatch.setattr(lockdown, "die_with_parent", arm_once)

        assert selftest.layers_that_fail(confinement) == ["parent death signal"]

    def test_tells_of_a_layer_that_holds_alone_but_not_with_the_others(self, confinement, monkeypatch):
        plain = lockdown._close_all_but
        monkeypatch.setattr(lockdown, "_close_all_but", lambda kept: plain(kept) if len(kept) == 1 else None)
        values = {**confinement.__dict__, "layers": ALL_LAYERS - {Layer.SECCOMP}}

        assert selftest.layers_that_fail(Confinement(**values)) == ["all layers (use_inherited_descriptor)"]

    def test_names_seccomp_when_the_filter_lets_everything_pass(self, confinement):
        values = {**confinement.__dict__, "program": filter_without()}

        assert selftest.layers_that_fail(Confinement(**values)) == ["seccomp"]

    def test_names_landlock_when_there_is_no_ruleset(self, confinement):
        values = {**confinement.__dict__, "ruleset_fd": None}

        assert selftest.layers_that_fail(Confinement(**values)) == ["Landlock"]

    def test_leaves_no_process(self, confinement):
        before = children_of(os.getpid())

        selftest.layers_that_fail(confinement)

        assert children_of(os.getpid()) == before


class TestPolicy:
    @pytest.mark.parametrize("machine", SYSCALLS)
    def test_knows_the_number_of_every_call_but_those_the_machine_lacks(self, machine):
        wanted = {*ALLOWED, *KILLED, *NEVER_EXECUTABLE, "write"}
        lacking = {"x86_64": set(), "aarch64": {"time", "fork", "vfork"}}

        assert wanted - set(SYSCALLS[machine]) == lacking[machine]

    @pytest.mark.parametrize("machine", SYSCALLS)
    def test_uses_no_number_twice(self, machine):
        numbers = list(SYSCALLS[machine].values())

        assert len(numbers) == len(set(numbers))

    def test_allows_nothing_it_also_kills(self):
        assert not set(ALLOWED) & set(KILLED)

    @pytest.mark.parametrize("machine", SYSCALLS)
    def test_fits_into_a_filter(self, machine):
        assert len(seccomp.strategy_filter(result_fd=3, machine=machine)) // 8 < 4096


START_WITHOUT = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from engine.sandbox import lockdown, seccomp
    from engine.sandbox.parent import Sandbox, SandboxUnavailable
    from engine.sandbox.tests.sandboxes import filter_without
    lockdown._forgo_privileges()
    seccomp.install(filter_without(sys.argv[2]))
    try:
        with Sandbox(reduced_isolation=sys.argv[3] == "reduced") as sandbox:
            print(", ".join(sandbox.layers))
    except SandboxUnavailable as error:
        print("refused:", error)
"""


def start_on_a_kernel_without(call: str, mode: str) -> str:
    command = [sys.executable, "-c", textwrap.dedent(START_WITHOUT), str(ROOT), call, mode]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


class TestSystemWithoutALayer:
    @pytest.mark.parametrize(
        ("call", "name"),
        [("landlock_create_ruleset", "Landlock"), ("seccomp", "seccomp")],
        ids=["landlock", "seccomp"],
    )
    def test_is_refused_in_one_sentence_with_the_way_out(self, call, name):
        said = start_on_a_kernel_without(call, "full")

        assert said.startswith(f"refused: This system cannot isolate strategies: {name} is missing.")
        assert "docker compose up" in said

    def test_runs_with_what_it_has_after_an_explicit_setting(self):
        layers = start_on_a_kernel_without("landlock_create_ruleset", "reduced")

        assert "seccomp" in layers
        assert "Landlock" not in layers
