"""A language model for tests that can be held up in the middle of what it writes."""

import os
import time
from pathlib import Path

from strategies.generation.provider import Clause, Understanding, Usage

HOLD = """\
import backtrader as bt


class Hold(bt.Strategy):
    \"\"\"Buy at once. # [1]\"\"\"

    def next(self):
        if not self.position:  # [1]
            self.buy(size=10)
"""


class HeldUp:
    """Writes half, waits while there is a file, and writes the rest."""

    name = label = "offline"

    def understand(self, request):
        clause = Clause(number=1, kind="entry", text="Buy at once.")
        return Understanding(title="Hold", clauses=(clause,)), Usage(model="m", input_tokens=1)

    def write(self, request, understood, *, draft="", feedback=()):
        yield HOLD[:60]
        while Path(os.environ["HELD_UP_BY"]).exists():
            time.sleep(0.05)
        yield HOLD[60:]
