"""What a hostile program must say of itself."""

import pytest

from engine.sandbox.tests import programs
from engine.sandbox.tests.programs import BadHeader
from engine.verdict import Verdict

WHOLE = """# verdict: FORBIDDEN or CRASHED, by the kernel
# family: files
# witness: canary
# control: no, because it needs a disk that is full
# Fill the disk.
import os
"""


@pytest.fixture
def read(tmp_path):
    def write_and_read(text):
        path = tmp_path / "tried.py"
        path.write_text(text)
        return programs.read(path)

    return write_and_read


class TestProgram:
    def test_says_what_it_is(self, read):
        program = read(WHOLE)

        assert (program.name, program.family, program.witness) == ("tried", "files", "canary")
        assert program.verdicts == (Verdict.FORBIDDEN, Verdict.CRASHED)
        assert program.no_control == "it needs a disk that is full"
        assert program.sentence == "Fill the disk."

    @pytest.mark.parametrize(
        ("written", "instead", "fault"),
        [
            ("FORBIDDEN or CRASHED", "FORBIDDEN or LATE", "'LATE' is no verdict"),
            (", by the kernel", "", "behind several stands why"),
            ("FORBIDDEN or CRASHED", "FORBIDDEN", "one verdict stands alone"),
            ("family: files", "family: folders", "'folders' is no family"),
            ("witness: canary", "witness: parrot", "'parrot' is no witness"),
            ("# family: files\n", "", "the first lines are"),
            (
                "# verdict: FORBIDDEN or CRASHED, by the kernel\n# family: files",
                "# family: files\n# verdict: CRASHED",
                "in this order",
            ),
            ("# control: no, because", "# control: yes, and", "control is there only to say"),
            ("# Fill the disk.\n", "", "a sentence that says what it tries"),
            ("# verdict: FORBIDDEN or CRASHED", "# Verdict: CRASHED", "the first lines are"),
        ],
    )
    def test_is_refused_with_a_faulty_header(self, read, written, instead, fault):
        assert written in WHOLE

        with pytest.raises(BadHeader, match=fault):
            read(WHOLE.replace(written, instead))

    def test_must_be_given_all_it_asks_for(self, read):
        program = read(WHOLE + 'os.stat("@CANARY@/@PORT@")\n')

        assert program.filled_in({"@CANARY@": "/here", "@PORT@": "80"}).endswith('os.stat("/here/80")\n')
        with pytest.raises(KeyError):
            program.filled_in({"@CANARY@": "/here"})
