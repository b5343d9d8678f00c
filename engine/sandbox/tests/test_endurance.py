"""Benign jobs in a row leave nothing behind: ENDURANCE_JOBS says how many, 100 unless it is set."""

import gc
import os
import tempfile
from pathlib import Path

import pytest

from engine.sandbox.parent import Sandbox
from engine.sandbox.tests.benign_programs import PROGRAMS
from engine.sandbox.tests.endurance import Footprint, endure, slope_kb
from engine.sandbox.tests.sandboxes import children_of

JOBS = int(os.environ.get("ENDURANCE_JOBS", "100"))
# The client keeps what its allocator once took for the largest answer; a leak of one job in ten would show.
CLIENT_KB, ZYGOTE_KB = 4_096, 512


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("sandbox")
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder


class TestJobsInARow:
    @pytest.mark.timeout(120 + JOBS)
    def test_all_succeed_and_leave_nothing_behind(self, folder):
        # What tests before this one left to be collected is none of the jobs' doing.
        gc.collect()
        before, children = Footprint.of(os.getpid()), children_of(os.getpid())

        with Sandbox() as sandbox:
            course = endure(sandbox, jobs=JOBS)

        assert course.failures == []
        assert course.is_same_zygote
        assert not course.has_children
        assert course.client[-1].resident_kb - course.client[0].resident_kb < CLIENT_KB, course.told()
        assert course.zygote[-1].resident_kb - course.zygote[0].resident_kb < ZYGOTE_KB, course.told()
        assert {one.descriptors for one in course.zygote} == {course.zygote[0].descriptors}, course.told()
        assert course.client[-1].descriptors <= course.client[0].descriptors
        assert Footprint.of(os.getpid()).descriptors <= before.descriptors
        assert children_of(os.getpid()) == children
        assert not Path(f"/proc/{course.zygote_pid}").exists()
        assert list(folder.iterdir()) == []


class TestSlope:
    def test_shows_what_a_leak_would_hold(self):
        held = [Footprint(resident_kb=100_000 + 3 * job, descriptors=9) for job in range(len(PROGRAMS))]

        assert slope_kb(held) == pytest.approx(3)
