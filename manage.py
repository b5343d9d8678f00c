#!/usr/bin/env python
"""Run a Statis command: up, backtest, bars, seed, and all of Django's."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except OSError as problem:
        if sys.argv[1:2] != ["up"]:
            raise
        # The data folder is used while the settings load, before the command can check it.
        from statis.supervision.machine import explain

        sys.exit(explain(problem, Path(problem.filename or os.environ.get("VAR_DIR", "var"))))


if __name__ == "__main__":
    main()
