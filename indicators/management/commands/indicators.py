"""Print the catalogue of indicators, one of them, or its values over the prices of a symbol."""

import json
import sys
import textwrap
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from django.core.management.base import CommandError

from indicators.computing import Computed, computed
from indicators.library import registry
from indicators.library.entry import BadParameter, Entry
from indicators.presenting import described, series, settings_of, usage
from marketdata.preparing import DatabaseBehind, prepare_database
from marketdata.services import NoData
from statis.terminal import TerminalCommand, iso_date, write_at_once

WITHOUT_TALIB: Final = (
    "TA-Lib cannot be imported. Its best-known indicators are computed by NumPy, to the same values; its others are "
    "missing here."
)


class Command(TerminalCommand):
    help = "Print the catalogue of indicators, one of them, or its values over the prices of a symbol."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", metavar="NAME", help="for example RSI; without it, the catalogue")
        parser.add_argument("--symbol", help="the prices to compute it over, for example AAPL")
        parser.add_argument("--start", type=iso_date, metavar="DATE", help="first day, 2010-01-01")
        parser.add_argument("--end", type=iso_date, metavar="DATE", help="last day, included")
        setting = "a parameter, for example timeperiod=14; may be given several times"
        parser.add_argument("--param", type=_setting, action="append", default=[], metavar="NAME=VALUE", help=setting)
        parser.add_argument("--json", action="store_true", help="JSON: the catalogue as one object a line")

    def handle(self, *, name: str | None, symbol: str | None, **options: Any) -> None:
        """Print what was asked; exit with 1 when there are no prices, with 2 when the question makes no sense."""
        if registry.without_talib:
            self.stderr.write(WITHOUT_TALIB)
        if not symbol and (options["start"] or options["end"] or options["param"]):
            raise CommandError("Dates and parameters need prices: name them with --symbol.", returncode=2)
        if symbol and not name:
            raise CommandError(
                "Name the indicator to compute, for example: indicators RSI --symbol AAPL", returncode=2
            )
        if not name:
            rows = (json.dumps(described(entry)) for entry in registry.ENTRIES.values())
            write_at_once(self.stdout, "\n".join(rows if options["json"] else _catalogue()))
            return
        try:
            entry = registry.find(name)
        except registry.UnknownIndicator as problem:
            raise CommandError(str(problem), returncode=2) from None
        if not symbol:
            write_at_once(self.stdout, json.dumps(described(entry)) if options["json"] else _page(entry))
            return
        found = self._computed(entry, symbol, **options)
        write_at_once(self.stdout, json.dumps(series(found)) if options["json"] else _table(found))

    def _computed(
        self, entry: Entry, symbol: str, *, start: date | None, end: date | None, param: Any, **_: Any
    ) -> Computed:
        if start and end and start > end:
            raise CommandError(f"The start date {start} is after the end date {end}.", returncode=2)
        try:
            prepare_database(say=lambda text: self.stderr.write(text, self.style.NOTICE))
            found = computed(entry=entry, symbol=symbol, parameters=dict(param), start_date=start, end_date=end)
        except NoData as problem:
            self.stderr.write(problem.text)
            sys.exit(1)
        except (BadParameter, DatabaseBehind) as problem:
            raise CommandError(str(problem), returncode=2) from None
        if found.values.is_short:
            needed, bars = found.values.needed, len(found.bars)
            self.stderr.write(f"{entry.name} needs {needed:,} bars for its first value; there are {bars:,}.")
        return found


def _setting(text: str) -> tuple[str, str]:
    """
    Return a parameter and its value.

    >>> _setting("timeperiod=14")
    ('timeperiod', '14')
    """
    name, sign, value = (part.strip() for part in text.partition("="))
    if not (name and sign and value):
        raise ArgumentTypeError(f"“{text}” is no parameter. Write it as timeperiod=14.")
    return name, value


def _catalogue() -> Iterator[str]:
    for entry in registry.ENTRIES.values():
        yield f"{entry.name:20} {entry.category:11} {entry.title}"


def _page(entry: Entry) -> str:
    parts = [f"{entry.name}: {entry.title} ({entry.category})", entry.meaning, f"How it is read: {entry.reading}"]
    parts += [f"Formula: {entry.formula}", f"Source: {entry.source}"]
    for one in entry.parameters:
        parts.append(f"  {one.name} = {one.default}, {one.bounds}: {one.meaning}")
    parts.append(f"Outputs: {', '.join(one.name for one in entry.outputs)}")
    parts.append(f"First value after {registry.warm_up(entry)} bars.")
    parts += ["In a strategy:", *(f"    {line}" for line in usage(entry, settings_of(entry, {})))]
    return "\n".join(textwrap.fill(part, 100, subsequent_indent="    ") for part in parts)


def _table(found: Computed) -> str:
    params = ", ".join(f"{name}={value}" for name, value in found.values.params.items())
    head = f"{found.values.name}({params}) of {found.bars.symbol}. Source: {found.bars.source}"
    outputs = found.values.outputs
    lines = [head, "", f"{'Date':10}" + "".join(f"{name:>20}" for name in outputs)]
    columns = [values[found.first :].tolist() for values in outputs.values()]
    for day, *values in zip(found.bars.dates[found.first :].astype(str).tolist(), *columns, strict=True):
        # A missing value is the only one that differs from itself.
        lines.append(day + "".join(f"{value:20,.6g}" if value == value else f"{'-':>20}" for value in values))
    return "\n".join(lines)
