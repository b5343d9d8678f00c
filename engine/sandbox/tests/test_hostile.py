"""Every hostile program gets the verdict its header names, and no witness sees anything, whoever runs the sandbox."""

import os
import re

import pytest

from engine.sandbox.lockdown import FIRST_UID, UIDS
from engine.sandbox.parent import Sandbox
from engine.sandbox.tests import programs
from engine.sandbox.tests.programs import FAMILIES, FOLDER, WITNESSES
from engine.sandbox.tests.sandboxes import prices, run_by_an_ordinary_user, spec_of
from engine.sandbox.tests.scene import Scene, adopt_orphans
from engine.sandbox.tests.trial import Stage, limits_for
from engine.sandbox.validation import Bounds, read_finished
from engine.spec import Spec
from engine.verdict import Verdict

PROGRAMS = programs.everything()
# A change of user is not what holds these.
OF_ANYONE = [program for program in PROGRAMS if program.witness in programs.CONTROLLED]
FORGED = [program for program in PROGRAMS if 'FINISHED = """' in program.text]
# How many there are; none is ever taken away.
COUNT = 336

each_program = pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)


@pytest.fixture(scope="module", autouse=True)
def _family():
    adopt_orphans()


@pytest.fixture(scope="module")
def stage():
    slots = range(FIRST_UID, FIRST_UID + UIDS)
    with (
        Scene(uids=users(slots), neighbour_uid=FIRST_UID) as scene,
        Sandbox(inspector="strategies.checking.inspection") as sandbox,
        Stage(scene, sandbox) as stage,
    ):
        yield stage


@pytest.fixture(scope="module")
def ordinary():
    with pytest.MonkeyPatch.context() as patch:
        run_by_an_ordinary_user(patch)
        with Scene(uids=users(range(12345, 12346)), neighbour_uid=12345) as scene, Sandbox() as sandbox:
            sandbox.start()
            with Stage(scene, sandbox) as stage:
                yield stage


def users(uids: range) -> range:
    """Return the users whose sockets are suspect: none when not started by root, for then all are the tester's own."""
    return uids if os.geteuid() == 0 else range(0)


class TestHostileProgram:
    @each_program
    def test_gets_its_verdict_and_is_seen_by_no_witness(self, program, stage):
        trial = stage.try_out(program)

        assert trial.ending.verdict in program.verdicts, trial.ending.failure
        assert trial.sightings == []
        assert trial.after == stage.honest
        assert trial.ending.verdict is Verdict.OK or trial.ending.failure.message

    @each_program
    def test_is_rejected_as_shipped_or_stopped_as_above(self, program, stage):
        # One that the check lets pass goes to the same sandbox by the same way as in the test above.
        stage.is_rejected(program)

        assert stage.scene.sightings(b"") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="the programs above are run by an ordinary user already")
class TestHostileProgramOfAnOrdinaryUser:
    @pytest.mark.parametrize("program", OF_ANYONE, ids=lambda program: program.name)
    def test_is_stopped_without_a_change_of_user(self, program, ordinary):
        trial = ordinary.try_out(program)

        assert trial.ending.verdict in program.verdicts, trial.ending.failure
        assert trial.sightings == []
        assert trial.after == ordinary.honest


class TestCorpus:
    def test_is_as_large_as_it_ever_was(self):
        assert len(PROGRAMS) == COUNT

    def test_has_every_family_and_every_witness(self):
        assert {program.family for program in PROGRAMS} == set(FAMILIES)
        assert {program.witness for program in PROGRAMS} == set(WITNESSES)

    def test_is_mostly_rejected_by_the_checker(self, stage):
        # Nothing depends on it; but a checker that lets most of these pass has gone blind.
        some = PROGRAMS[::8]

        assert sum(map(stage.is_rejected, some)) >= len(some) / 2


class TestForgedFrame:
    @pytest.mark.parametrize("program", FORGED, ids=lambda program: program.name)
    def test_is_complete_but_for_its_forgery(self, program):
        # A field that a forged log lacks would have it refused for that, whatever else it says.
        template = re.search(r'^FINISHED = """(.*?)"""', program.text, re.DOTALL | re.MULTILINE)
        spec = Spec(source="", symbols=("ABC",), limits=limits_for(program))

        log = read_finished((template[1] % ("", "")).encode(), Bounds.of(spec, [prices()]))

        assert log.strategy_class == "A"


class TestPrintedText:
    def test_arrives_cut_and_without_control_characters(self, stage):
        source = (FOLDER / "print_forged.py").read_text("utf-8")
        lines = []

        outcome = stage.sandbox.run(spec_of(source), [prices(bars=3)], on_log=lines.append)

        assert len(outcome.order_log.log) == len(lines) == 3
        for line in lines:
            assert "<script>" in line.text
            assert not re.search("[\x00-\x08\x0b-\x1f\u202e\ud800]", line.text)

    def test_stops_at_the_limit(self, stage):
        source = (FOLDER / "print_flood.py").read_text("utf-8")
        lines = []

        outcome = stage.sandbox.run(spec_of(source, log_lines=100), [prices(bars=3)], on_log=lines.append)

        assert outcome.order_log.log_truncated
        assert len(lines) <= 100
