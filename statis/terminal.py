"""What our commands in a terminal share."""

import logging
import os
import sys
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from datetime import date
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, DjangoHelpFormatter, OutputWrapper

# `--verbosity` from which on log lines are shown, as Django counts it.
TALKATIVE: Final = 2


class TerminalCommand(BaseCommand):
    """A command that answers a person in words: log lines of less than an error show with -v 2 only."""

    # What its help ends with, line by line as it is written here.
    epilog = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """Return the parser of its arguments."""
        if self.epilog:
            kwargs |= {"epilog": self.epilog, "formatter_class": _Help}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command with the log as quiet as was asked for."""
        root = logging.getLogger()
        level = root.level
        if options["verbosity"] < TALKATIVE:
            root.setLevel(logging.ERROR)
        try:
            return super().execute(*args, **options)
        finally:
            root.setLevel(level)


class _Help(DjangoHelpFormatter, RawDescriptionHelpFormatter):
    """Django's order of the options, and our line ends."""


def iso_date(text: str) -> date:
    """
    Return the date written as 2012-12-31.

    >>> iso_date("2012-12-31")
    datetime.date(2012, 12, 31)

    :raises ArgumentTypeError: if it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a date. Write it as 2012-12-31.") from None


def write_at_once(out: OutputWrapper, text: str) -> None:
    """
    Write text and flush it; a reader that has seen enough (`head`, say) is no failure.

    :raises CommandError: if it cannot be written, to a full disk for example.
    """
    try:
        out.write(text)
        out.flush()
    except OSError as problem:
        # The interpreter must not try to flush again at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(problem, BrokenPipeError):
            raise CommandError(f"The answer could not be written: {problem.strerror}.") from None
