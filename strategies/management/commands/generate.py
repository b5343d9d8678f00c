"""Write strategies from plain English in a terminal."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from django.core.management.base import CommandError

from marketdata import arguments
from marketdata.preparing import DatabaseBehind, prepare_database
from marketdata.selectors import Reader
from marketdata.sources.base import Interval
from statis import sandboxes
from statis.errors import StatisError
from statis.sandboxes import SandboxUnavailable
from statis.terminal import TerminalCommand, write_at_once
from strategies import composing, printing, providing
from strategies.checking.findings import Finding
from strategies.generating import generate_once
from strategies.generation.provider import Feedback, Request, Understanding
from strategies.generation.results import Generated, Stopwatch
from strategies.inspecting import inspection_of

USAGE_CODE: Final = 2
MOST_LINE_CHARS: Final = 200_000
EPILOG: Final = """\
JSON, one object a line: id, status (ok, refused or clarify), success, provider, code, clauses, assumptions,
not_understood, attempts, findings; also verdict, title, question, refusal, stages, trial, failure, notice and
elapsed_ms. `success` means that the code was checked, ran, traded in its trial and does what was said. Of a vague
idea (clarify) the first choice of the question is built.

exit code:
  0 every idea became a strategy   1 at least one did not   2 the command or its file cannot be understood

examples:
  manage.py generate "buy when the 14 day RSI is below 30, sell above 70" --provider offline
  manage.py generate --from ideas.jsonl --json > made.jsonl
  echo '{"id": 1, "text": "golden cross on SPY"}' | manage.py generate --from - --json
"""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One idea: what it is called, and what was asked; `refusal` says why it is none."""

    id: Any
    request: Request
    refusal: str = ""


class Command(TerminalCommand):
    help = "Write strategies from plain English, checked and tried. Needs no web server and no broker."
    epilog = EPILOG
    # A terminal command needs neither the site's addresses nor its assets.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("idea", nargs="?", help="what the strategy does, in words")
        add("--from", dest="file", metavar="FILE", help='lines such as {"id": 1, "text": "..."}; - is standard input')
        add("--provider", choices=providing.names(), help="who writes: offline, or openai with a key (what is set up)")
        add("--symbol", action="append", default=[], dest="symbols", help="what it is tried on; may be repeated")
        add("--interval", type=arguments.interval, default=Interval.D1, metavar="BARS", help="how long a bar is (1d)")
        add("--owner", metavar="EMAIL", help="whose own uploaded prices to read besides everybody's")
        add("--json", action="store_true", help="print one JSON object a line")
        add("--timings", action="store_true", help="print the median time of each step on standard error at the end")

    def handle(self, **options: Any) -> None:
        """Write each strategy in turn; one that fails does not stop the others."""
        if (options["idea"] is None) == (options["file"] is None):
            raise CommandError("Give either an idea or --from FILE.", returncode=USAGE_CODE)
        try:
            prepare_database(say=lambda text: self.stderr.write(text, self.style.NOTICE))
        except DatabaseBehind as problem:
            raise CommandError(problem.text, returncode=USAGE_CODE) from None
        user = arguments.owner(options["owner"])
        sandboxes.prefer_own_to_none()
        provider = options["provider"] or providing.usual_name()
        usual = Request(text="", symbols=_symbols(options["symbols"]), interval=options["interval"].value)
        seconds: list[dict[str, float]] = []
        is_all_good = True
        for line in _lines(options, usual):
            if isinstance(line, str):
                self._complain(line)
                is_all_good = False
                continue
            made = self._write(line, provider, user, is_json=options["json"])
            is_all_good &= made.is_good
            seconds.append(made.seconds)
        if options["timings"]:
            self.stderr.write(printing.timings(seconds))
        if not is_all_good:
            sys.exit(1)

    def _write(self, line: Line, provider: str, user: Reader, *, is_json: bool) -> Generated:
        made, findings = _refused(line, provider) if line.refusal else _made(line.request, provider, user)
        if is_json:
            write_at_once(self.stdout, printing.as_json(made, line_id=line.id, findings=findings))
        else:
            write_at_once(self.stdout, printing.as_text(made, findings=findings))
        if not made.is_good:
            name = "" if line.id is None else f"{line.id}: "
            self._complain(f"{name}{printing.why_not(made)}")
        return made

    def _complain(self, text: str) -> None:
        self.stdout.flush()
        self.stderr.write(text)


def _made(request: Request, provider: str, user: Reader) -> tuple[Generated, tuple[Finding, ...]]:
    """
    Return what came of a request, and what the check says of the code.

    :raises CommandError: if there is no sandbox to try anything in.
    """
    try:
        made = generate_once(request, provider=provider, user=user, watch=Stopwatch())
        return made, inspection_of(made.code).findings if made.code else ()
    except SandboxUnavailable as problem:
        raise CommandError(str(problem)) from None


def _refused(line: Line, provider: str) -> tuple[Generated, tuple[Finding, ...]]:
    """Return what comes of a text that is no idea: nothing, and why."""
    failure = Feedback(stage="compile", message=line.refusal)
    understood = Understanding(refusal=line.refusal)
    return Generated(provider=provider, verdict="REFUSED", understood=understood, failure=failure), ()


def _symbols(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip().upper() for name in names if name.strip()))


def _lines(options: dict[str, Any], usual: Request) -> Iterator[Line | str]:
    """Yield the ideas asked for; instead of a line that cannot be read, why not."""
    if options["file"] is None:
        yield _line(None, {"text": options["idea"]}, usual)
        return
    with _opened(options["file"]) as opened:
        for number, text in enumerate(opened, start=1):
            if text.strip():
                yield _read(text, number, usual)


@contextmanager
def _opened(name: str) -> Iterator[IO[str]]:
    """
    Open a file of ideas.

    :raises CommandError: if it cannot be read, or is no text.
    """
    try:
        if name == "-":
            yield sys.stdin
            return
        with Path(name).open(encoding="utf-8-sig") as opened:
            yield opened
    except OSError as problem:
        raise CommandError(f"“{name}” cannot be read: {problem.strerror}.", returncode=USAGE_CODE) from None
    except UnicodeDecodeError:
        raise CommandError(f"“{name}” is not UTF-8. Save it as UTF-8.", returncode=USAGE_CODE) from None


def _read(text: str, number: int, usual: Request) -> Line | str:
    wanted = 'Write an object such as {"id": 1, "text": "buy the dip"}.'
    try:
        values = json.loads(text[:MOST_LINE_CHARS])
    except (ValueError, RecursionError):
        return f"Line {number} is not JSON. {wanted}"
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        return f"Line {number} has no text. {wanted}"
    return _line(values.get("id", number), values, usual)


def _line(line_id: Any, values: dict[str, Any], usual: Request) -> Line:
    try:
        composing.check_idea(values["text"])
    except StatisError as problem:
        return Line(id=line_id, request=usual, refusal=problem.text)
    named = values.get("symbols", values.get("symbol"))
    names = named if isinstance(named, list) else [named]
    symbols = _symbols([name for name in names if isinstance(name, str)])
    request = Request(text=values["text"], symbols=symbols or usual.symbols, interval=usual.interval)
    return Line(id=line_id, request=request)
