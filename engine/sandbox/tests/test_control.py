"""Without walls every witness sees what the programs do: where it does not, keeping quiet would prove nothing."""

import json
import os
import subprocess
import sys

import pytest

from engine.sandbox.parent import PROJECT_ROOT
from engine.sandbox.tests import programs


@pytest.mark.skipif(os.geteuid() != 0, reason="a control run needs root, for namespaces and another user")
class TestControlRun:
    # A quarter of a second for each program, several times that on a busy machine.
    @pytest.mark.timeout(600)
    def test_has_every_program_seen_by_its_witness(self):
        command = [sys.executable, "-m", "engine.sandbox.tests.control"]
        wanted = {program.name: program.witness for program in programs.everything() if program.is_controlled}

        done = subprocess.run(command, cwd=PROJECT_ROOT, stdout=subprocess.PIPE, text=True, check=True)

        told = {line["name"]: line for line in map(json.loads, done.stdout.splitlines())}
        assert told.keys() == wanted.keys()
        assert {name: told[name] for name, witness in wanted.items() if witness not in told[name]["seen"]} == {}

    def test_spares_only_programs_that_say_why(self):
        spared = {program.name: program.no_control for program in programs.everything() if program.no_control}

        assert len(spared) <= 15, spared
