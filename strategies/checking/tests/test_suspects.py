"""What can reach the future is seen in the text of every program that does."""

import pytest

from engine.tests.leaks import LEAKS
from strategies.checking.inspection import inspected


class TestSuspects:
    @pytest.mark.parametrize("name", LEAKS)
    def test_name_a_line_of_each_program_that_knows_the_future(self, name):
        source = LEAKS[name].source

        suspects = inspected(source).suspects

        assert suspects
        assert all(0 < suspect.line <= len(source.splitlines()) for suspect in suspects)
