"""A strategy as a file: Python that runs alone on plain Backtrader, or JSON; and back to the very same strategy."""

import json
import keyword
import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import Any, Final

from strategies.checking.findings import Inspection

BEGIN: Final = (
    "# --- Exported from Statis. It leaves these lines and the last part out again when it imports the file. ---"
)
CODE: Final = "# --- The strategy ---"
END: Final = "# --- End of the strategy ---"
END_OF_OPEN_LINE: Final = "# --- End of the strategy, whose last line is open ---"
TITLE: Final = "# Strategy: "
FORMAT: Final = "statis.strategy"
# Room for a full strategy with all that stands around it, or with the escapes of JSON.
MAX_FILE_BYTES: Final = 250_000
OWN_INDICATORS: Final = re.compile(r"^\s*(?:from|import)\s+statis_indicators\b", re.MULTILINE)

HOW_TO_RUN: Final = """\
# It runs alone. Install Backtrader ("pip install backtrader"), and name a CSV file of prices for each symbol:
#     python {file_name} AAPL.csv
# A file has a first line of titles and the columns date, open, high, low, close, volume, oldest first; the file's name
# is the symbol. Statis adds costs, sizing by its own rules and warm-up, so its figures are not quite the same."""
HAS_A_RUNNER: Final = """\
# The code below has a runner of its own, which needs what it always needed."""
NEEDS_STATIS: Final = """\
# It uses indicators of Statis (statis_indicators): put the folder of Statis on PYTHONPATH."""

LAST_CLASS: Final = """[
        one
        for one in list(globals().values())
        if isinstance(one, type) and issubclass(one, backtrader.Strategy) and one.__module__ == __name__
    ][-1]"""
RUNNER: Final = '''

def _run_alone(paths):
    """Run the strategy over CSV files of prices, one for each symbol, and print what it did."""
    import datetime
    import pathlib

    import backtrader

    cerebro = backtrader.Cerebro()
    for path in map(pathlib.Path, paths):
        first_bar = path.read_text(encoding="utf-8-sig").splitlines()[1]
        is_daily = len(first_bar.split(",")[0].strip()) == len("2024-12-31")
        prices = backtrader.feeds.GenericCSVData(
            dataname=str(path),
            dtformat=datetime.datetime.fromisoformat,
            timeframe=backtrader.TimeFrame.Days if is_daily else backtrader.TimeFrame.Minutes,
            openinterest=-1,
        )
        cerebro.adddata(prices, name=path.stem)
    strategy = {strategy}
    cerebro.addstrategy(strategy)
    cerebro.addanalyzer(backtrader.analyzers.Transactions, _name="fills")
    cerebro.broker.setcash(100_000)
    # Where an order names no size: this share of the account, in percent.
    cerebro.addsizer(backtrader.sizers.PercentSizer, percents=95)
    [ran] = cerebro.run()
    for when, fills in ran.analyzers.fills.get_analysis().items():
        # A daily bar ends with its day.
        moment = f"{{when:%Y-%m-%d %H:%M}}".removesuffix(" 23:59")
        for size, price, _, symbol, _ in fills:
            what = "bought" if size > 0 else "sold"
            print(f"{{moment}} {{symbol}} {{what}} {{abs(size):g}} at {{price:.2f}}")
    print(f"Value at the end: {{cerebro.broker.getvalue():,.2f}} of 100,000.00")


if __name__ == "__main__":
    import sys as _sys

    if len(_sys.argv) < 2:
        _sys.exit("Name a CSV file of prices for each symbol.")
    _run_alone(_sys.argv[1:])
'''


class UnfitFile(ValueError):
    """The file is no strategy; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Carried:
    """What a file says of a strategy; `data` is its code as bytes, whose fitness is looked at elsewhere."""

    data: bytes
    name: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""


def as_python(*, source: str, name: str, version: int, file_name: str, found: Inspection | None) -> str:
    """Return a file with the code in it that runs alone; without an inspection the last strategy class is run."""
    has_runner = found is not None and any(part.what == "the runner" for part in found.left_out)
    lines = [BEGIN, "#", f"{TITLE}{one_line(name)}, version {version}", "#"]
    lines += [HAS_A_RUNNER if has_runner else HOW_TO_RUN.format(file_name=file_name)]
    lines += [NEEDS_STATIS] if OWN_INDICATORS.search(source) else []
    body = f"{source}{END}" if source.endswith("\n") or not source else f"{source}\n{END_OF_OPEN_LINE}"
    runner = "" if has_runner else RUNNER.format(strategy=_class_of(found))
    return "\n".join([*lines, CODE, body]) + "\n" + runner


def _class_of(found: Inspection | None) -> str:
    name = found.classes[-1] if found and found.classes else ""
    return name if name.isidentifier() and not keyword.iskeyword(name) else LAST_CLASS


def one_line(text: str) -> str:
    """
    Return a text without anything that could end a comment's line or turn its direction.

    >>> one_line("SMA\\n20 \\u202e x")
    'SMA 20 x'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def as_json(*, source: str, name: str, description: str, tags: tuple[str, ...], version: int, note: str) -> str:
    """Return a strategy as JSON."""
    values = {
        "format": FORMAT,
        "format_version": 1,
        "name": name,
        "description": description,
        "tags": list(tags),
        "version": version,
        "note": note,
        "source": source,
    }
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def read(data: bytes, file_name: str) -> Carried:
    """
    Return what a file carries, whoever wrote it.

    :raises UnfitFile: if it is too long, or JSON of something else.
    """
    if len(data) > MAX_FILE_BYTES:
        raise UnfitFile(f"The file is too long: the limit is {MAX_FILE_BYTES:,} bytes. Import one strategy at a time.")
    data = data.removeprefix(BOM_UTF8).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if file_name.lower().endswith(".json"):
        return _of_json(data)
    return _of_python(data, file_name)


def _of_python(data: bytes, file_name: str) -> Carried:
    stem = file_name.rpartition("/")[2].rpartition("\\")[2].removesuffix(".py").removesuffix(".txt")
    head, begun, rest = data.partition(f"{CODE}\n".encode())
    if not begun or not head.startswith(BEGIN.encode()):
        return Carried(data=data, name=one_line(stem.replace("_", " ")).capitalize())
    title = re.search(f"^{TITLE}(.*), version \\d+$", head.decode("utf-8", "replace"), re.MULTILINE)
    return Carried(data=_without_end(rest), name=title[1] if title else one_line(stem))


def _without_end(rest: bytes) -> bytes:
    """Return what stands before the last line that says the strategy ends; all of it if somebody cut that line off."""
    place = max(rest.rfind(b"\n" + mark.encode() + b"\n") for mark in (END, END_OF_OPEN_LINE))
    if place < 0:
        return b"" if rest.startswith(f"{END}\n".encode()) else rest
    is_open = rest[place + 1 :].startswith(f"{END_OF_OPEN_LINE}\n".encode())
    return rest[:place] if is_open else rest[: place + 1]


def _of_json(data: bytes) -> Carried:
    try:
        values = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise UnfitFile("The file is not JSON in UTF-8. Export it again, or import the code as .py.") from problem
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise UnfitFile("The JSON is no strategy exported from Statis. Import the code as .py instead.")
    if values.get("format_version") != 1:
        raise UnfitFile("The file is of a newer Statis. Import the code as .py instead.")
    return Carried(
        data=_text(values, "source").encode("utf-8", "surrogatepass"),
        name=one_line(_text(values, "name")),
        description=one_line(_text(values, "description", "")),
        tags=_tags(values),
        note=one_line(_text(values, "note", "")),
    )


def _text(values: dict[str, Any], name: str, default: str | None = None) -> str:
    found = values.get(name, default)
    if not isinstance(found, str):
        raise UnfitFile(f"The JSON has no text named “{name}”. Export it again, or import the code as .py.")
    return found


def _tags(values: dict[str, Any]) -> tuple[str, ...]:
    tags = values.get("tags", [])
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise UnfitFile("The JSON has no list of texts named “tags”. Export it again, or import the code as .py.")
    return tuple(one_line(tag) for tag in tags)
