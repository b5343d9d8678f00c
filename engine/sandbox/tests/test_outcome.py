"""From a child's death to a verdict and words."""

import signal

import pytest

from engine.sandbox.outcome import Death, failure_for, verdict_of
from engine.spec import Limits
from engine.verdict import Verdict

LIMITS = Limits(wall_seconds=2.5, cpu_seconds=3, memory_bytes=100 << 20, output_bytes=2 << 20, orders=7)
EXIT_CODE_3 = 3 << 8


class TestVerdictOf:
    @pytest.mark.parametrize(
        ("status", "cpu_seconds", "verdict"),
        [
            (signal.SIGSYS, 0.1, Verdict.FORBIDDEN),
            (signal.SIGXCPU, 3.0, Verdict.TIME),
            (signal.SIGKILL, 4.0, Verdict.TIME),
            (signal.SIGKILL, 0.1, Verdict.MEMORY),
            (signal.SIGSEGV, 0.1, Verdict.CRASHED),
            (signal.SIGABRT | 0x80, 0.1, Verdict.CRASHED),
            (63, 0.1, Verdict.CRASHED),
            (EXIT_CODE_3, 0.1, Verdict.CRASHED),
            (0, 0.1, Verdict.CRASHED),
        ],
    )
    def test_names_the_cause(self, status, cpu_seconds, verdict):
        assert verdict_of(Death(status=status, cpu_seconds=cpu_seconds), limits=LIMITS)[0] == verdict

    @pytest.mark.parametrize(
        ("status", "detail"),
        [(signal.SIGSEGV, "SIGSEGV"), (50, "signal 50"), (EXIT_CODE_3, "it left with code 3")],
    )
    def test_tells_the_detail(self, status, detail):
        assert verdict_of(Death(status=status, cpu_seconds=0), limits=LIMITS)[1] == detail


class TestFailureFor:
    @pytest.mark.parametrize(
        ("verdict", "part"),
        [
            (Verdict.TIME, "3 seconds of processor time"),
            (Verdict.MEMORY, "100 MB"),
            (Verdict.OUTPUT, "7 orders"),
            (Verdict.CRASHED, "(the detail)"),
            (Verdict.BAD_RESULT, "(the detail)"),
            (Verdict.OUR_FAULT, "our fault"),
            (Verdict.FORBIDDEN, "may not do"),
            (Verdict.CANCELLED, "cancelled"),
        ],
    )
    def test_says_what_happened_and_what_to_do(self, verdict, part):
        failure = failure_for(verdict, limits=LIMITS, detail="the detail")

        assert part in failure.message
        assert failure.hint

    def test_tells_the_clock_from_the_processor(self):
        assert "2.5 seconds" in failure_for(Verdict.TIME, limits=LIMITS).message

    def test_tells_bytes_from_orders(self):
        assert "2 MB" in failure_for(Verdict.OUTPUT, limits=LIMITS).message
