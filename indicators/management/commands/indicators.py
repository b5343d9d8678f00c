"""Print the catalogue of indicators, one of them, or values over the prices of a symbol or of a file."""

import json
import sys
import textwrap
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError
from django.utils import timezone

from engine.bars import PRICE_COLUMNS
from indicators.analysing import Analysis, analysis_of
from indicators.answers import described
from indicators.computing import Asked
from indicators.library import registry
from indicators.library.entry import Entry
from indicators.presenting import WITHOUT_TALIB, settings_of, usage
from indicators.questions import MOST_BARS, BadQuestion, Posted, Question, over, question_of, wish_of
from marketdata import arguments
from marketdata.preparing import DatabaseBehind, prepare_database
from marketdata.services import NoData
from marketdata.sources.base import Interval
from marketdata.sources.csv_file import Choices, Reading, read_csv
from marketdata.sources.csv_text import CsvError
from statis.terminal import TerminalCommand, iso_date, write_at_once

OF_STORED: Final = ("symbol", "interval", "start", "end", "second")


class Command(TerminalCommand):
    help = "Print the catalogue of indicators, one of them, or values over the prices of a symbol or of a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", metavar="NAME", help="for example RSI; without it, the catalogue")
        parser.add_argument("--symbol", help="the prices to compute it over, for example AAPL")
        parser.add_argument("--interval", type=arguments.interval, help="1d (the usual), 1wk, 1h, 5m ...")
        parser.add_argument("--start", type=iso_date, metavar="DATE", help="first day, 2010-01-01")
        parser.add_argument("--end", type=iso_date, metavar="DATE", help="last day, included")
        second = "the second series of an indicator that compares two, for example BETA --symbol SPY --second AAPL"
        parser.add_argument("--second", metavar="SYMBOL", help=second)
        parser.add_argument("--owner", metavar="EMAIL", help="whose own prices to read besides everybody's")
        setting = "a parameter, for example timeperiod=14; may be given several times"
        parser.add_argument("--param", type=_setting, action="append", default=[], metavar="NAME=VALUE", help=setting)
        source = (
            "prices as CSV to compute NAME over, or a question as JSON (docs/how-to/compute-indicators.md); -: stdin"
        )
        parser.add_argument("--from", dest="source", metavar="FILE", help=source)
        parser.add_argument("--json", action="store_true", help="JSON: the catalogue as one object a line")

    def handle(self, *, name: str | None, symbol: str | None, source: str | None, **options: Any) -> None:
        """Print what was asked; exit with 1 when there are no prices, with 2 when the question makes no sense."""
        if registry.without_talib:
            self.stderr.write(WITHOUT_TALIB)
        try:
            if source:
                self._answer_file(source, name, symbol=symbol, **options)
            elif symbol:
                self._answer_symbol(symbol, name, **options)
            else:
                self._tell(name, **options)
        except NoData as problem:
            self.stderr.write(problem.text)
            sys.exit(1)
        except (BadQuestion, registry.UnknownIndicator, CsvError, DatabaseBehind) as problem:
            raise CommandError(str(problem), returncode=2) from None

    def _tell(self, name: str | None, *, json: bool, **options: Any) -> None:
        """Print the catalogue, or what is known of one indicator."""
        if options["owner"] or options["param"] or any(options.get(one) for one in OF_STORED):
            raise BadQuestion("Dates, parameters and the like need prices: name them with --symbol or --from.")
        if name:
            entry = registry.find(name)
            write_at_once(self.stdout, _json(described(entry)) if json else _page(entry))
        else:
            rows = (_json(described(entry)) for entry in registry.ENTRIES.values())
            write_at_once(self.stdout, "\n".join(rows if json else _catalogue()))

    def _answer_symbol(
        self, symbol: str, name: str | None, *, start: date | None, end: date | None, **on: Any
    ) -> None:
        if not name:
            raise BadQuestion("Name the indicator to compute, for example: indicators RSI --symbol AAPL")
        if start and end and start > end:
            raise BadQuestion(f"The start date {start} is after the end date {end}.")
        wish = wish_of(name, dict(on["param"]), on["second"] or "")
        self._prepare()
        asked = Asked(
            symbol=symbol,
            interval=on["interval"] or Interval.D1,
            start_date=start,
            end_date=end,
            user=arguments.owner(on["owner"]),
        )
        self._print(analysis_of(Question(wishes=(wish,), prices=asked)), is_json=on["json"], is_one=True)

    def _answer_file(self, source: str, name: str | None, *, param: Any, owner: str | None, **options: Any) -> None:
        if given := [f"--{one}" for one in OF_STORED if options[one]]:
            raise BadQuestion(f"{', '.join(given)} choose among stored prices; --from brings its own.")
        is_question = source == "-" or source.lower().endswith(".json")
        raw = _raw(source)
        if not is_question:
            if not name or owner:
                raise BadQuestion("Name the indicator to compute, and no owner: indicators RSI --from prices.csv")
            question = over(self._posted(raw), [wish_of(name, dict(param))])
        elif name or param:
            raise BadQuestion("A question as JSON names its indicators itself. Leave NAME and --param out.")
        else:
            question = self._question(raw, owner)
        self._print(analysis_of(question), is_json=options["json"], is_one=not is_question)

    def _question(self, raw: bytes, owner: str | None) -> Question:
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError) as problem:
            raise BadQuestion(f"The question is not JSON: {problem}.") from None
        if isinstance(body, dict) and "symbol" in body:
            self._prepare()
        return question_of(body, user=arguments.owner(owner))

    def _posted(self, raw: bytes) -> Posted:
        """Return the prices of a file; what it does not tell for sure is asked, not guessed."""
        read = read_csv(raw, choices=Choices(), today=timezone.now().date())
        if read.questions:
            told = " ".join(one.text for one in read.questions)
            raise BadQuestion(f"{told} Write dates as 2012-12-31 and prices as 1234.50.")
        if read.rejected:
            first = f"Line {read.rejected[0].line}: {read.rejected[0].reason}"
            self.stderr.write(f"{read.rejected_count:,} lines are left out, the first of them: {first}")
        return _posted(read)

    def _prepare(self) -> None:
        prepare_database(say=lambda text: self.stderr.write(text, self.style.NOTICE))

    def _print(self, found: Analysis, *, is_json: bool, is_one: bool) -> None:
        for line in found.indicators:
            if line.note:
                self.stderr.write(line.note)
        write_at_once(self.stdout, _json(_series(found) if is_one else found) if is_json else _table(found))


def _raw(source: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as problem:
        raise BadQuestion(f"{source} cannot be read: {problem.strerror}.") from None


def _posted(read: Reading) -> Posted:
    times = read.columns.times
    if len(times) > MOST_BARS:
        raise BadQuestion(f"The file holds {len(times):,} bars; {MOST_BARS:,} are the most. Send fewer.")
    columns = {name: getattr(read.columns, name) for name in PRICE_COLUMNS} | {"dates": times.astype("datetime64[D]")}
    unit = "D" if (columns["dates"] == times).all() else "s"
    moments = times.astype(f"datetime64[{unit}]").astype(str).tolist()
    return Posted(columns=columns, moments=tuple(text.replace("T", " ") for text in moments))


def _json(answer: object) -> str:
    return json.dumps(answer, default=vars)


def _series(found: Analysis) -> dict[str, Any]:
    """Return the one indicator of an analysis with its dates."""
    [line] = found.indicators
    return {"name": line.name, "params": line.params, "dates": found.dates, "outputs": line.outputs}


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


def _table(found: Analysis) -> str:
    of = f" of {found.symbol}" if found.symbol else ""
    calls = ", ".join(
        f"{one.name}({', '.join(f'{k}={v}' for k, v in one.params.items())})" for one in found.indicators
    )
    dates = found.dates or [str(at) for at in range(1, found.bars + 1)]
    width = max(len("Date"), *map(len, dates))
    columns = [(name, values) for one in found.indicators for name, values in one.outputs.items()]
    lines = [f"{calls}{of}. Source: {found.source}", ""]
    lines.append(f"{'Date' if found.dates else 'Bar':{width}}" + "".join(f"{name:>20}" for name, _ in columns))
    for day, *values in zip(dates, *(values for _, values in columns), strict=True):
        cells = (f"{'-':>20}" if value is None else f"{value:20,.6g}" for value in values)
        lines.append(f"{day:{width}}{''.join(cells)}")
    return "\n".join(lines)
