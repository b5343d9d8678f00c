"""The worker's side of the sandbox, against real children."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from engine.sandbox import launch, parent, watch
from engine.sandbox.parent import Sandbox, SandboxUnavailable
from engine.sandbox.tests.sandboxes import (
    HONEST,
    children_of,
    honest_spec,
    in_next,
    prices,
    run_by_an_ordinary_user,
    spec_of,
    until,
)
from engine.spec import Spec

ENDLESS = in_next("while True:\n    pass")


@pytest.fixture(scope="module")
def shared():
    with Sandbox() as sandbox:
        yield sandbox


def is_gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True


class TestRun:
    def test_returns_the_order_log_of_an_honest_strategy(self, shared):
        outcome = shared.run(honest_spec(), [prices()])

        assert outcome.verdict == "OK"
        assert outcome.failure is None
        assert outcome.order_log.strategy_class == "Honest"
        assert outcome.order_log.fills
        assert outcome.elapsed_ms > 0

    def test_returns_the_same_twice(self, shared):
        first, second = (shared.run(honest_spec(), [prices()]) for _ in range(2))

        assert first.order_log == second.order_log

    @pytest.mark.parametrize(
        "drawn",
        [
            "random.random()",
            "numpy.random.random()",
            "numpy.random.default_rng().random()",
            "numpy.random.Generator(numpy.random.PCG64()).random()",
            "numpy.random.RandomState().random()",
            "numpy.random.SeedSequence().entropy",
            "random.Random().random()",
            "(random.seed(), random.random())",
            "(numpy.random.seed(), numpy.random.random())",
            "hash('text')",
        ],
    )
    def test_draws_the_random_numbers_of_its_seed(self, shared, drawn):
        source = in_next(f"import random\nimport numpy\nprint({drawn})")
        specs = [Spec(source=source, symbols=("ABC",), seed=seed) for seed in (1, 1, 2)]

        logs = [[line.text for line in shared.run(spec, [prices(bars=3)]).order_log.log] for spec in specs]

        assert logs[0] == logs[1]
        assert len(logs[0]) == 3
        if drawn != "hash('text')":
            assert len({*logs[0], *logs[2]}) == 6

    def test_takes_several_symbols(self, shared):
        spec = Spec(source=HONEST, symbols=("ABC", "DEF"))

        outcome = shared.run(spec, [prices(), prices(symbol="DEF", bars=40)])

        assert outcome.verdict == "OK", outcome.failure

    def test_tells_of_progress_and_lines_while_it_runs(self, shared):
        told = []
        source = in_next("import time\ntime.sleep(0.05)\nprint('bar', len(self))")

        outcome = shared.run(
            spec_of(source),
            [prices(bars=10)],
            on_progress=lambda progress: told.append((time.monotonic(), progress.phase)),
            on_log=lambda line: told.append((time.monotonic(), line.text)),
        )

        assert outcome.verdict == "OK", outcome.failure
        assert told[0][1] == "compile"
        lines = [(at, text) for at, text in told if "bar" in text]
        assert len(lines) == 10
        assert lines[-1][0] - lines[0][0] > 0.3

    def test_names_the_line_of_a_failing_strategy(self, shared):
        outcome = shared.run(spec_of(in_next("1 / 0")), [prices()])

        assert outcome.verdict == "STRATEGY_ERROR"
        assert outcome.failure.code == "1 / 0"
        assert outcome.order_log is None

    def test_serves_several_threads_at_once(self, shared):
        shared.start()
        were_together = threading.Event()

        with ThreadPoolExecutor(4) as pool:
            run = partial(shared.run, spec_of(ENDLESS), [prices()], should_stop=were_together.is_set)
            runs = [pool.submit(run) for _ in range(4)]
            assert until(lambda: len(children_of(shared.zygote_pid)) == 4)
            were_together.set()

        assert [run.result().verdict for run in runs] == ["CANCELLED"] * 4

    def test_leaves_no_descriptor_and_no_process(self, shared):
        shared.run(honest_spec(), [prices()])
        before = len(list(Path("/proc/self/fd").iterdir()))

        for source in (HONEST, in_next("1 / 0"), in_next("import os\nos._exit(3)")):
            shared.run(spec_of(source), [prices()])

        assert len(list(Path("/proc/self/fd").iterdir())) == before
        assert until(lambda: children_of(shared.zygote_pid) == [])


class TestLimits:
    def test_end_a_run_at_its_wall_clock(self, shared):
        outcome = shared.run(spec_of(ENDLESS, wall_seconds=0.5), [prices()])

        assert outcome.verdict == "TIME"
        assert 500 <= outcome.elapsed_ms < 5_000
        assert "0.5 seconds" in outcome.failure.message

    def test_end_a_run_at_its_processor_time(self, shared):
        outcome = shared.run(spec_of(ENDLESS, cpu_seconds=1), [prices()])

        assert outcome.verdict == "TIME"
        assert outcome.elapsed_ms < 8_000

    def test_end_a_run_that_needs_too_much_memory(self, shared):
        spec = spec_of(in_next("bytearray(200_000_000)"), memory_bytes=100 << 20)

        outcome = shared.run(spec, [prices()])

        assert outcome.verdict == "MEMORY"
        assert "100 MB" in outcome.failure.message

    def test_give_memory_up_to_the_limit(self, shared):
        spec = spec_of(in_next("self.kept = bytearray(100_000_000)"), memory_bytes=200 << 20)

        assert shared.run(spec, [prices(bars=3)]).verdict == "OK"


class TestStopping:
    def test_ends_the_run_soon_after_it_is_asked(self, shared):
        asked = time.monotonic() + 0.3

        outcome = shared.run(spec_of(ENDLESS), [prices()], should_stop=lambda: time.monotonic() > asked)

        assert outcome.verdict == "CANCELLED"
        assert time.monotonic() - asked < 5
        assert children_of(shared.zygote_pid) == []

    def test_is_asked_about_a_few_times_a_second(self, shared):
        asked = []
        source = in_next("import time\nfor number in range(20):\n    print(number)\n    time.sleep(0.001)")

        outcome = shared.run(spec_of(source), [prices(bars=20)], should_stop=lambda: bool(asked.append(None)))

        assert 1 <= len(asked) <= outcome.elapsed_ms / 100 + 1

    @pytest.mark.parametrize("callback", ["on_progress", "should_stop"])
    def test_happens_when_the_caller_raises(self, shared, callback):
        def interrupt(*_):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            shared.run(spec_of(ENDLESS), [prices()], **{callback: interrupt})

        assert until(lambda: children_of(shared.zygote_pid) == [])


class TestDeathFromOutside:
    def test_of_the_child_is_told_as_a_lack_of_memory(self, shared):
        killer = threading.Timer(0.5, lambda: [os.kill(pid, signal.SIGKILL) for pid in children_of(shared.zygote_pid)])
        shared.start()
        killer.start()

        outcome = shared.run(spec_of(ENDLESS), [prices()])

        assert outcome.verdict == "MEMORY"

    def test_of_the_zygote_is_our_fault_and_the_next_run_works(self, shared):
        pid = shared.zygote_pid
        threading.Timer(0.5, lambda: os.kill(pid, signal.SIGKILL)).start()

        outcome = shared.run(spec_of(ENDLESS), [prices()])
        after = shared.run(honest_spec(), [prices()])

        assert outcome.verdict == "OUR_FAULT"
        assert after.verdict == "OK"
        assert shared.zygote_pid != pid

    def test_of_an_idle_zygote_goes_unnoticed(self, shared):
        pid = shared.zygote_pid
        os.kill(pid, signal.SIGKILL)

        outcome = shared.run(honest_spec(), [prices()])

        assert outcome.verdict == "OK"

    def test_of_a_stuck_idle_zygote_goes_unnoticed(self, shared, monkeypatch):
        monkeypatch.setattr(watch, "_DEATH_SECONDS", 0.5)
        monkeypatch.setattr(parent, "_HELLO_SECONDS", 2.0)
        os.kill(shared.zygote_pid, signal.SIGSTOP)

        outcome = shared.run(spec_of(HONEST, wall_seconds=1), [prices()])

        assert outcome.verdict == "OK"

    def test_is_what_a_stuck_zygote_gets(self, shared, monkeypatch):
        monkeypatch.setattr(watch, "_DEATH_SECONDS", 0.5)
        pid = shared.zygote_pid
        threading.Timer(0.3, lambda: os.kill(pid, signal.SIGSTOP)).start()

        outcome = shared.run(spec_of(ENDLESS, wall_seconds=0.6), [prices()])
        after = shared.run(honest_spec(), [prices()])

        assert outcome.verdict == "TIME"
        assert after.verdict == "OK"
        assert is_gone(pid)


class TestClose:
    def test_ends_the_zygote_and_may_be_followed_by_another_run(self, shared):
        pid = shared.zygote_pid

        shared.close()

        assert is_gone(pid)
        assert shared.run(honest_spec(), [prices()]).verdict == "OK"


# A process that is not dumpable shows itself to root only.
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into the clean process")


@pytest.fixture(scope="module")
def of_a_careless_owner(tmp_path_factory):
    """Give the entries in /proc of a clean process whose owner had a secret in its environment and one open."""
    secret = tmp_path_factory.mktemp("owner") / "secret"
    with pytest.MonkeyPatch.context() as patch, secret.open("w") as opened, Sandbox() as sandbox:
        patch.setenv("SECRET_KEY", "do not tell")
        os.set_inheritable(opened.fileno(), True)
        yield Path(f"/proc/{sandbox.zygote_pid}")


class TestZygote:
    @pytest.mark.skipif(os.geteuid() == 0, reason="root may look into every process")
    @pytest.mark.parametrize("name", ["environ", "fd", "mem", "maps"])
    def test_is_closed_even_to_its_own_user(self, shared, name):
        shown = Path(f"/proc/{shared.zygote_pid}/{name}")

        with pytest.raises(PermissionError):
            list(shown.iterdir()) if shown.is_dir() else shown.read_bytes()

    @needs_root
    def test_has_an_environment_without_secrets(self, of_a_careless_owner):
        environment = (of_a_careless_owner / "environ").read_bytes().split(b"\0")

        assert {entry.partition(b"=")[0] for entry in environment if entry} == {
            b"TZ",
            b"OPENBLAS_NUM_THREADS",
            b"OMP_NUM_THREADS",
            b"PYTHONHASHSEED",
        }

    @needs_root
    def test_has_one_thread_and_no_descriptor_of_the_worker(self, of_a_careless_owner):
        targets = [entry.readlink() for entry in (of_a_careless_owner / "fd").iterdir()]

        assert len(list((of_a_careless_owner / "task").iterdir())) == 1
        assert targets
        assert "secret" not in {target.name for target in targets}

    def test_hashes_text_alike_every_time(self, shared):
        spec = spec_of(in_next("print(hash('text'))"))

        first = shared.run(spec, [prices(bars=3)]).order_log
        shared.close()
        second = shared.run(spec, [prices(bars=3)]).order_log

        assert first.log == second.log

    @pytest.mark.parametrize(
        ("fault", "sentence"),
        [
            ("sys.modules['django'] = sys", "has loaded Django"),
            ("import os; os.environ['SECRET_KEY'] = 'x'", "was started with an environment: SECRET_KEY"),
            ("import threading as t, time; t.Thread(target=time.sleep, args=(9,)).start()", "more than one thread"),
            ("zygote.become_undumpable = lambda: None", "can be read by others of the same user"),
            ("zygote.gc.freeze = lambda: None", "could not set its memory apart"),
            ("zygote.selftest.lock_down = lambda confinement: None", "failed its own test: parent death signal, "),
        ],
    )
    def test_refuses_to_serve_when_it_is_not_fit_to(self, fault, sentence, monkeypatch):
        start = launch.START.replace("zygote.main", f"{fault}; zygote.main")
        monkeypatch.setattr(launch, "START", start)

        with Sandbox() as sandbox, pytest.raises(SandboxUnavailable, match=sentence):
            sandbox.run(honest_spec(), [prices()])

    def test_refuses_when_it_cannot_start(self, tmp_path, monkeypatch, capfd):
        monkeypatch.setattr(launch, "ROOT", tmp_path)

        with pytest.raises(SandboxUnavailable, match="did not start"):
            Sandbox().start()

        assert "ModuleNotFoundError" in capfd.readouterr().err


OWNER = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from engine.sandbox import launch, parent, watch
    from engine.sandbox.tests.sandboxes import prices, spec_of
    from engine.sandbox.tests.test_parent import ENDLESS
    sandbox = parent.Sandbox()
    print(sandbox.zygote_pid, flush=True)
    sandbox.run(spec_of(ENDLESS), [prices()])
"""


class TestOwner:
    def test_takes_zygote_and_child_along_when_it_is_killed(self):
        command = [sys.executable, "-c", textwrap.dedent(OWNER), str(parent.PROJECT_ROOT)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as owner:
            zygote_pid = int(owner.stdout.readline())
            assert until(lambda: children_of(zygote_pid))
            (child_pid,) = children_of(zygote_pid)

            owner.kill()

        assert until(lambda: is_gone(zygote_pid) and is_gone(child_pid))


class TestOrdinaryUser:
    @pytest.mark.skipif(os.geteuid() != 0, reason="the other tests are run by an ordinary user already")
    def test_owns_a_zygote_that_others_of_the_same_user_cannot_read(self, monkeypatch):
        run_by_an_ordinary_user(monkeypatch)

        with Sandbox() as sandbox:
            outcome = sandbox.run(honest_spec(), [prices()])
            process = Path(f"/proc/{sandbox.zygote_pid}")

            assert outcome.verdict == "OK"
            assert "\nUid:\t12345" in (process / "status").read_text()
            # The kernel gives the entries of an undumpable process to root.
            assert (process / "environ").stat().st_uid == 0
