"""Backtest strategy files from a terminal."""

import math
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypeVar

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from backtests import printing
from backtests.execution import backtest_once
from backtests.printing import Ran
from engine.cost_terms import commission_terms, slippage_terms
from engine.events import Failure
from engine.spec import OWN_BENCHMARKS, Costs, ParamValue, Sizing, Spec, SpecError
from engine.verdict import Verdict
from marketdata import arguments
from marketdata.obtaining import symbol_of
from marketdata.preparing import DatabaseBehind, prepare_database
from marketdata.sources.base import Interval
from statis import sandboxes
from statis.terminal import TerminalCommand, iso_date, write_at_once
from strategies.checking.intake import ENOUGH_BYTES
from strategies.services import UnfitSource, source_of_file

Checked = TypeVar("Checked")

USAGE_CODE: Final = 2
COMMISSION_HELP: Final = "per-share:0.005,min:1,max:0.01 or fixed:1 or a fraction of the value (%(default)s is 0.1 %%)"
VOLUME_CAP_HELP: Final = "the share of a bar's volume orders may take, for example 0.1; the rest waits (no limit)"
IMPACT_HELP: Final = "coefficient of the square-root law of market impact, for example 1 (%(default)s is off)"
SLIPPAGE_HELP: Final = "ticks:1, volume:0.1 or a fraction of the price (%(default)s is 0.05 %%)"
INTERVAL_HELP: Final = "how long a bar is: 1m, 5m, 15m, 30m, 1h, 1d, 1wk or 1mo (%(default)s)"
BENCHMARK_HELP: Final = "compare with another symbol, cash, or the same symbols bought and held (%(default)s)"
SIZING_HELP: Final = "how much an order without a size trades: see below (percent:95)"
RESERVE_HELP: Final = "share of the account's value that targets and --sizing leave as cash (%(default)s)"
LEVERAGE_HELP: Final = "long and short value over equity (1); off is Backtrader's rule: shorts need nothing"
BORROW_HELP: Final = "a year's, on shares sold short and on cash owed, for example 0.03 (%(default)s)"
EPILOG: Final = """\
sizing of orders that name no size; shares in percent:
  percent:95     of the cash, or what is held already, as Backtrader's PercentSizerInt
  fixed:100      units
  cash:10000     money
  equity:50      of the account's value
  all-in         all that the cash reserve leaves
  kelly:25       half of Kelly's share from the trades closed so far, at most this share of the account's value
                 (kelly:25,fraction:0.5,trades:20)
  volatility:15  a position of that yearly volatility (volatility:15,bars:20)
  risk:1         of the account's value lost at a bracket's stop, or at 2 average ranges (risk:1,atr:14,multiple:2)
  All but the first two never order more than the account can pay for. A strategy's own sizes and sizer stay.

output:
  A tear sheet for each file, or with --json one JSON object a line. Figures in JSON are fractions: a total_return of
  0.0287 is 2.87 %, and max_drawdown is positive. What a failed run lacks is null or an empty list. Trades carry ISO
  dates, within a day with the time of the exchange; pnl_net is after commission and fees; return is pnl_net over the
  value that opened the trade; equity has a value for every bar.

exit code:
  0 every file succeeded   1 at least one run failed   2 the command cannot be understood

examples:
  manage.py backtest mine.py --symbol AAPL --start 2008-01-01 --param fast=10 --sizing percent:50
  manage.py backtest mine.py --symbol MY.ACME --interval 5m --owner you@example.com
"""


def checked(make: Callable[[str], Checked]) -> Callable[[str], Checked]:
    """Return an argument type that tells why a value is refused."""

    def read(text: str) -> Checked:
        try:
            return make(text)
        except SpecError as refusal:
            raise ArgumentTypeError(str(refusal)) from None

    return read


def parameter(text: str) -> tuple[str, ParamValue]:
    """
    Return a parameter written as name=value; what is no number, True or False is text.

    >>> parameter("fast=10"), parameter("rate=0.5"), parameter("mode=slow")
    (('fast', 10), ('rate', 0.5), ('mode', 'slow'))
    """
    name, equals, written = text.partition("=")
    if not equals or not name.isidentifier():
        raise ArgumentTypeError(f"“{text}” is not a parameter. Write it as name=value.")
    return name, _value(written.strip())


def _value(written: str) -> ParamValue:
    if written in ("True", "False"):
        return written == "True"
    with suppress(ValueError):
        return int(written, 0)
    with suppress(ValueError):
        if math.isfinite(value := float(written)):
            return value
    return written.strip("\"'")


def benchmark(text: str) -> str:
    """
    Return what to compare with: the words cash and hold, anything else as a symbol.

    >>> benchmark("cash"), benchmark("spy"), benchmark("CASH")
    ('cash', 'SPY', 'CASH')
    """
    return text if text in OWN_BENCHMARKS else text.strip().upper()


def number(text: str) -> float:
    """
    Return a number.

    >>> number("0.03")
    0.03
    """
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a number. Write it in digits, for example 0.03 or 10000.") from None


def whole_number(text: str) -> int:
    """
    Return a whole number.

    >>> whole_number("300")
    300
    """
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is not a whole number. Write it in digits, for example 300.") from None


def leverage(text: str) -> float | None:
    """
    Return a leverage limit, None for `off`.

    >>> leverage("1.5"), leverage("off")
    (1.5, None)
    """
    try:
        return None if text == "off" else float(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no leverage. Write a number such as 1 or 2, or off.") from None


class Command(TerminalCommand):
    help = (
        "Backtest strategy files, beside a benchmark; missing prices are fetched. Needs no web server and no broker."
    )
    epilog = EPILOG
    # A terminal command needs neither the site's addresses nor its assets.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("files", nargs="+", metavar="FILE", help="a strategy in Python; - reads standard input")
        add("--symbol", action="append", required=True, dest="symbols", help="for example AAPL; may be repeated")
        add("--start", type=iso_date, metavar="DATE", help="first day, for example 2010-01-01")
        add("--end", type=iso_date, metavar="DATE", help="last day, included")
        add("--interval", type=arguments.interval, default=Interval.D1, metavar="BARS", help=INTERVAL_HELP)
        add("--owner", metavar="EMAIL", help="whose own uploaded prices to read besides everybody's")
        add("--cash", type=number, default=Spec.cash, help="starting cash (%(default)s)")
        add("--commission", type=checked(commission_terms), default="0.001", metavar="TERMS", help=COMMISSION_HELP)
        add("--fees", choices=("none", "us"), default="none", help="SEC and FINRA fees on sales of US shares")
        add("--slippage", type=checked(slippage_terms), default="0.0005", metavar="TERMS", help=SLIPPAGE_HELP)
        add("--volume-cap", type=number, default=Costs.volume_cap, metavar="SHARE", help=VOLUME_CAP_HELP)
        add("--impact", type=number, default=Costs.impact, metavar="COEF", help=IMPACT_HELP)
        add("--sizing", type=checked(Sizing.parse), default=Sizing(), metavar="KIND:AMOUNT", help=SIZING_HELP)
        add("--cash-reserve", type=number, default=Spec.cash_reserve, metavar="SHARE", help=RESERVE_HELP)
        add("--borrow-rate", type=number, default=Costs.borrow_rate, metavar="RATE", help=BORROW_HELP)
        add(
            "--cash-rate", type=number, default=Costs.cash_rate, metavar="RATE", help="a year's, on cash (%(default)s)"
        )
        add("--leverage", type=leverage, default=Spec.leverage, metavar="X|off", help=LEVERAGE_HELP)
        warmup = "bars before --start for the indicators; without it 300, and more if they need it"
        add("--warmup", type=whole_number, metavar="N", help=warmup)
        add("--seed", type=whole_number, default=Spec.seed, metavar="N", help="what random numbers follow from (0)")
        add("--param", type=parameter, action="append", default=[], dest="params", metavar="NAME=VALUE")
        add("--strategy", metavar="CLASS", help="the class to run when a file has several (the last)")
        add(
            "--profile", choices=("basic", "advanced"), default=Spec.profile, help="how much is measured (%(default)s)"
        )
        add("--benchmark", type=benchmark, default=Spec.benchmark, metavar="SYMBOL|cash|hold", help=BENCHMARK_HELP)
        add("--json", action="store_true", help="print one JSON object a line")

    def handle(self, **options: Any) -> None:
        """Backtest each file in turn; a file that fails does not stop the others."""
        for file in options["files"]:
            if file != "-" and not Path(file).exists():
                raise CommandError(f"There is no file “{file}”.", returncode=USAGE_CODE)
        try:
            asked = _spec(options)
        except SpecError as refusal:
            raise CommandError(str(refusal), returncode=USAGE_CODE) from None
        try:
            prepare_database(say=lambda text: self.stderr.write(text, self.style.NOTICE))
        except DatabaseBehind as problem:
            raise CommandError(problem.text, returncode=USAGE_CODE) from None
        user = arguments.owner(options["owner"])
        sandboxes.prefer_own_to_none()
        asked = _usually_spelt(asked)
        succeeded = [self._run(file, asked, user, options["json"]) for file in options["files"]]
        if not all(succeeded):
            sys.exit(1)

    def _run(self, file: str, asked: Spec, user: User | None, is_json: bool) -> bool:
        ran = _backtest(file, asked, user)
        if is_json:
            write_at_once(self.stdout, printing.as_json(ran))
        elif ran.report:
            write_at_once(self.stdout, printing.as_sheet(ran) + "\n")
        else:
            self.stdout.flush()
            self.stderr.write(printing.as_error(ran))
        return ran.verdict is Verdict.OK


def _spec(options: dict[str, Any]) -> Spec:
    return Spec(
        source="",
        symbols=tuple(symbol.strip().upper() for symbol in options["symbols"]),
        start_date=options["start"],
        end_date=options["end"],
        interval=options["interval"].value,
        cash=options["cash"],
        costs=Costs(
            **options["commission"],
            **options["slippage"],
            **{name: options[name] for name in ("impact", "volume_cap", "borrow_rate", "cash_rate")},
            us_fees=options["fees"] == "us",
        ),
        sizing=options["sizing"],
        leverage=options["leverage"],
        cash_reserve=options["cash_reserve"],
        params=dict(options["params"]),
        strategy_class=options["strategy"],
        warmup=options["warmup"],
        seed=options["seed"],
        benchmark=options["benchmark"],
        profile=options["profile"],
    )


def _usually_spelt(asked: Spec) -> Spec:
    """Return the spec with its symbols as prices of them are kept."""
    others = asked.benchmark in OWN_BENCHMARKS
    return replace(
        asked,
        symbols=tuple(dict.fromkeys(symbol_of(symbol) for symbol in asked.symbols)),
        benchmark=asked.benchmark if others else symbol_of(asked.benchmark),
    )


def _backtest(file: str, asked: Spec, user: User | None) -> Ran:
    try:
        spec = replace(asked, source=_source(file))
    except OSError as problem:
        return _unread(file, asked, "FILE_UNREADABLE", f"The file cannot be read: {problem.strerror}.")
    except UnfitSource as problem:
        return _unread(file, asked, problem.code, problem.finding.message, problem.finding.hint)
    done = backtest_once(spec, user=user)
    return Ran(file=file, spec=spec, verdict=done.verdict, failure=done.failure, report=done.report, facts=done.facts)


def _source(file: str) -> str:
    if file == "-":
        return source_of_file(sys.stdin.buffer.read(ENOUGH_BYTES))
    with Path(file).open("rb") as opened:
        return source_of_file(opened.read(ENOUGH_BYTES))


def _unread(file: str, spec: Spec, code: str, message: str, hint: str = "") -> Ran:
    failure = Failure(message=message, hint=hint)
    return Ran(file=file, spec=spec, verdict=Verdict.STRATEGY_ERROR, failure=failure, facts={}, code=code)
