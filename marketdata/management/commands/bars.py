"""Print the prices of a symbol, or fetch those of many beforehand."""

import csv
import io
import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from engine.bars import PRICE_COLUMNS, Bars
from marketdata import arguments, selectors, services
from marketdata.inspecting import inspected
from marketdata.models import FetchAttempt
from marketdata.obtaining import obtain_bars
from marketdata.prefetching import Prefetched, prefetch
from marketdata.preparing import DatabaseBehind, prepare_database
from marketdata.sources.base import Interval
from marketdata.sources.findings import Finding
from marketdata.sources.intervals import WORDS
from marketdata.upstreams import are_fetched
from statis.terminal import TerminalCommand, iso_date, write_at_once

Row = dict[str, str | float]


class Command(TerminalCommand):
    help = "Print the bars of a symbol (a table, a JSON object a line, or CSV), fetched where missing; or fetch many."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("symbol", nargs="?", help="for example AAPL")
        parser.add_argument("--prefetch", type=_symbols, metavar="SYMBOLS", help="fetch what is missing: AAPL,MSFT")
        parser.add_argument(
            "--interval", type=arguments.interval, default=Interval.D1, help="1d (the usual), 1wk, 1h, 5m ..."
        )
        parser.add_argument("--start", type=iso_date, metavar="DATE", help="first day, 2010-01-01")
        parser.add_argument("--end", type=iso_date, metavar="DATE", help="last day, included")
        parser.add_argument("--owner", metavar="EMAIL", help="whose own prices to read besides everybody's")
        check = "look for wrong and odd prices instead of printing them (--json: a finding a line)"
        parser.add_argument("--check", action="store_true", help=check)
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="one JSON object a line")
        form.add_argument("--csv", action="store_true", help="comma-separated values with a header")

    def handle(self, *, symbol: str | None, start: date | None, end: date | None, **options: Any) -> None:
        """Print the bars; exit with 1 when there are none, with 2 when the question makes no sense."""
        if options["check"] and options["csv"]:
            raise CommandError("--check prints findings as text or with --json, not as CSV.", returncode=2)
        if start and end and start > end:
            raise CommandError(f"The start date {start} is after the end date {end}.", returncode=2)
        if bool(symbol) == bool(options["prefetch"]):
            raise CommandError("Name one symbol, or several behind --prefetch.", returncode=2)
        if options["prefetch"] and (options["csv"] or options["check"] or options["owner"]):
            text = "--prefetch prints no bars and fetches everybody's: leave --csv, --check and --owner out."
            raise CommandError(text, returncode=2)
        try:
            prepare_database(say=lambda text: self.stderr.write(text, self.style.NOTICE))
            if not symbol:
                self._prefetch(options["prefetch"], options["interval"], start, end, is_json=options["json"])
                return
            user = arguments.owner(options["owner"])
            bars = obtain_bars(
                symbol=symbol,
                start_date=start,
                end_date=end,
                interval=options["interval"],
                user=user,
                reason=FetchAttempt.Reason.COMMAND,
                say=self._say,
            ).bars
        except services.NoData as error:
            self.stderr.write(error.text)
            sys.exit(1)
        except DatabaseBehind as problem:
            raise CommandError(problem.text, returncode=2) from None
        write_at_once(self.stdout, _form(**options)(bars, user))

    def _prefetch(
        self, symbols: list[str], interval: Interval, start: date | None, end: date | None, *, is_json: bool
    ) -> None:
        """Fetch symbol by symbol; exit with 1 when one of them could not be had."""
        if not are_fetched():
            raise CommandError("No source may be asked: MARKET_SOURCES is empty.", returncode=2)
        done: list[Prefetched] = []
        for one in prefetch(symbols=symbols, interval=interval, first_date=start, last_date=end):
            done.append(one)
            if is_json:
                write_at_once(self.stdout, json.dumps(asdict(one)))
            else:
                write_at_once(self.stdout, _line(one))
                self._draw(len(done), len(symbols))
        if any(one.state == "failed" for one in done):
            sys.exit(1)

    def _say(self, text: str) -> None:
        """Say on a terminal what is being waited for, nothing into a file."""
        if self.stderr.isatty():
            self.stderr.write(f"{text} ...", self.style.NOTICE)

    def _draw(self, done: int, of: int) -> None:
        """Draw a bar on a terminal, nothing into a file."""
        if self.stderr.isatty():
            filled = round(30 * done / of)
            end = "\n" if done == of else "\r"
            self.stderr.write(f"[{'#' * filled}{'.' * (30 - filled)}] {done} of {of}", ending=end)
            self.stderr.flush()


def _form(*, json: bool, csv: bool, check: bool, **_: Any) -> Callable[[Bars, User | None], str]:
    if check:
        return _findings_json if json else _findings
    return _json if json else _csv if csv else _table


def _symbols(text: str) -> list[str]:
    """
    Return the symbols in a list.

    >>> _symbols("AAPL, MSFT,")
    ['AAPL', 'MSFT']
    """
    found = [part.strip() for part in text.replace(" ", ",").split(",") if part.strip()]
    if not found:
        raise ArgumentTypeError("Name at least one symbol: AAPL,MSFT.")
    return list(dict.fromkeys(found))


def _line(one: Prefetched) -> str:
    """
    Return a line on what became of a symbol.

    >>> _line(Prefetched(symbol="NVDA", interval="1d", state="fetched", bars=4_021, tale="used Yahoo Finance"))
    'NVDA       fetched   4,021 bars  used Yahoo Finance'
    """
    bars = f"{one.bars:,} bars" if one.bars else ""
    return f"{one.symbol:10} {one.state:8} {bars:>11}  {one.tale}".rstrip()


def _rows(bars: Bars) -> Iterator[Row]:
    columns = [getattr(bars, name).tolist() for name in PRICE_COLUMNS]
    for day, *values in zip(_moments(bars), *columns, strict=True):
        yield {"date": day} | dict(zip(PRICE_COLUMNS, values, strict=True))


def _days(bars: Bars) -> list[str]:
    return [day.isoformat() for day in bars.dates.tolist()]


def _moments(bars: Bars) -> list[str]:
    """Return when each bar begins: days as days, shorter bars with their time."""
    if not Interval(bars.interval).is_intraday:
        return _days(bars)
    return [moment.isoformat(sep=" ") for moment in bars.times.tolist()]


def _json(bars: Bars, _: User | None) -> str:
    return "\n".join(json.dumps(row) for row in _rows(bars))


def _csv(bars: Bars, _: User | None) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=["date", *PRICE_COLUMNS], lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(bars))
    return text.getvalue().rstrip("\n")


def _table(bars: Bars, user: User | None) -> str:
    decimals = bars.price_decimals
    width = len(_moments(bars)[0])
    lines = [*_facts(bars, user), "", f"{'Date':{width}}" + "".join(f"{name.title():>14}" for name in PRICE_COLUMNS)]
    for row in _rows(bars):
        prices = "".join(f"{row[name]:14,.{decimals}f}" for name in PRICE_COLUMNS[:-1])
        lines.append(f"{row['date']}{prices}{row['volume']:14,.0f}")
    return "\n".join(lines)


def _findings_json(bars: Bars, _: User | None) -> str:
    return "\n".join(json.dumps(asdict(found)) for found in inspected(bars))


def _findings(bars: Bars, user: User | None) -> str:
    found = inspected(bars)
    lines = [line for one in found for line in ("", *_finding(one))]
    calm = ["", "No wrong, stale or missing bars, missing splits or extreme moves found."]
    return "\n".join([*_facts(bars, user), *(lines or calm)])


def _finding(found: Finding) -> list[str]:
    later = " and later" if found.count > len(found.first) else ""
    return [f"{found.severity.title()}: {found.text}", f"  {', '.join(found.first)}{later}", f"  {found.to_do}"]


def _facts(bars: Bars, user: User | None) -> list[str]:
    asked = bars.symbol, bars.interval, user
    known = selectors.coverage(*asked) or selectors.days_for(*asked)
    name = f"{bars.symbol}, {known.name}" if known else bars.symbol
    days = _days(bars)
    return [
        f"{name}, {days[0]} to {days[-1]}, {len(bars):,} {WORDS[Interval(bars.interval)]} in {bars.currency}",
        f"Source: {bars.source}",
        f"Adjustment: {bars.adjustment}",
        *([known.note] if known and known.note else []),
    ]
