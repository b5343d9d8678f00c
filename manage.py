#!/usr/bin/env python
"""Run a Statis command: up, backtest, bars, seed, and all of Django's."""

import os
import sys
from pathlib import Path

BAD_SETTING = 2


def main() -> None:
    """Read the settings, then hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "statis.settings")
    from django.core.management import execute_from_command_line

    _check_settings()
    try:
        execute_from_command_line(sys.argv)
    except OSError as problem:
        if sys.argv[1:2] != ["up"]:
            raise
        sys.exit(_about_folder(problem))


def _check_settings() -> None:
    """End with one sentence if the settings cannot be used: the data folder is opened while they load."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        settings.INSTALLED_APPS  # noqa: B018  # the first look at one loads them all
    except OSError as problem:
        sys.exit(_about_folder(problem))
    except (ImproperlyConfigured, EnvError) as problem:
        print(f"Statis cannot start with these settings: {problem}", file=sys.stderr)  # noqa: T201
        sys.exit(BAD_SETTING)


def _about_folder(problem: OSError) -> str:
    from statis.supervision.machine import explain

    return explain(problem, Path(problem.filename or os.environ.get("VAR_DIR", "var")))


if __name__ == "__main__":
    main()
