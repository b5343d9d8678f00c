"""
Run the benign programs after the warm-up, without a sandbox, and print what each one loads or reads from a file.

A sealed child can do neither, so whatever is printed belongs into `engine.simulation.warmup`.
"""

import json
import sys

from engine.sandbox.tests.benign_programs import PROGRAMS, Program
from engine.simulation.run import simulate
from engine.simulation.warmup import warm_up

# Code is told by the module it makes; the lines that a traceback shows are left out where they cannot be read.
CODE = (".py", ".pyc", ".so")


class Watch:
    """Hears which files this process opens."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and not str(arguments[0]).endswith(CODE):
            self.opened.append(str(arguments[0]))

    def loaded_by(self, program: Program) -> list[str]:
        """Run a program and return the modules it loaded and the files it opened."""
        known = set(sys.modules)
        self.opened.clear()
        simulate(program.spec, program.feeds, report=lambda event: None)
        return sorted(set(sys.modules) - known) + self.opened


def main() -> None:
    """Print, as JSON, what is missing from the warm-up by program."""
    warm_up()
    # Where the system's files gave the time zones, a child looks for more in this package and rightly finds none.
    sys.modules.setdefault("tzdata.zoneinfo", None)
    watch = Watch()
    found = {program.path.stem: watch.loaded_by(program) for program in PROGRAMS}
    sys.stdout.write(json.dumps({name: missing for name, missing in found.items() if missing}))


if __name__ == "__main__":
    main()
