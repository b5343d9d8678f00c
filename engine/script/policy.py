"""What tells the runner of a script from its strategy, as data."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from engine.script.available import is_available, words


class Part(StrEnum):
    """What a statement that is left out was for; the words stand in the list the user reads."""

    RUNNER = "the runner"
    PRICES = "reading of prices and files"
    CHARTS = "charts"
    ARGUMENTS = "command-line arguments"
    WORLD = "files, network and system"
    SUPPORT = "what only these use"
    NOTEBOOK = "notebook commands"


REASONS: Final = {
    Part.RUNNER: "Prices, cash, costs and order size are those of the run.",
    Part.PRICES: "Prices come from the symbols of the run.",
    Part.CHARTS: "Charts are drawn from the run's results.",
    Part.ARGUMENTS: "Settings come from the run, numbers of the strategy from its params.",
    Part.WORLD: "A strategy works on the prices of its run and on nothing else.",
    Part.SUPPORT: "The strategy does not need it.",
    Part.NOTEBOOK: "They are for the notebook, not for Python.",
}


RUNNER_PARTS: Final = words("Cerebro cerebro stores store brokers broker writer WriterFile WriterBase btrun run")
FEED_PARTS: Final = words("feeds feed CSVDataBase CSVFeedBase DataBase FeedBase AbstractDataBase")
CHART_PARTS: Final = words("plot")
FETCHERS: Final = words("""
    yfinance requests pandas_datareader alpha_vantage quandl nasdaqdatalink ccxt httpx aiohttp tushare akshare
    alpaca_trade_api binance polygon tiingo finnhub csv sqlite3 psycopg2 sqlalchemy pymysql pymongo urllib yahooquery
    investpy baostock jqdatasdk ib_insync oandapyV20 fastquant
""")
PLOTTERS: Final = words("""
    matplotlib plotly seaborn mplfinance bokeh pyfolio quantstats backtrader_plotting btplotting pylab IPython
    streamlit dash altair ffn empyrical
""")
ARGUMENTS: Final = words("argparse optparse getopt click fire typer")
PANDAS_READERS: Final = words("ExcelFile ExcelWriter HDFStore plotting")
NUMPY_READERS: Final = words("load loadtxt genfromtxt fromfile memmap save savetxt savez savez_compressed")
# The rest of io is text and bytes in memory.
FILE_OPENERS: Final = frozenset({"io.open", "io.open_code", "io.FileIO"})
# Functions of Python and of notebooks that reach for a file, a screen or a person.
WORLD_CALLS: Final = words("open input exit quit display get_ipython __file__")


def gravest(parts: Iterable[Part]) -> Part | None:
    """
    Return the part that says most about a statement which belongs to several.

    >>> gravest([Part.CHARTS, Part.RUNNER]), gravest([])
    (<Part.RUNNER: 'the runner'>, None)
    """
    found = set(parts)
    return next((part for part in Part if part in found), None)


def part_of_path(path: str) -> Part | None:
    """
    Return which part of a runner a dotted path belongs to; None if a strategy may use it.

    >>> part_of_path("backtrader.feeds.PandasData"), part_of_path("pandas.read_csv"), part_of_path("pandas.Series")
    (<Part.PRICES: 'reading of prices and files'>, <Part.PRICES: 'reading of prices and files'>, None)
    >>> part_of_path("io.open"), part_of_path("io.StringIO")
    (<Part.WORLD: 'files, network and system'>, None)
    """
    root, *rest = path.split(".")
    if root == "backtrader" and rest:
        return _part_of_backtrader(rest[0])
    if root == "pandas" and rest and (rest[0].startswith("read_") or rest[0] in PANDAS_READERS):
        return Part.CHARTS if rest[0] == "plotting" else Part.PRICES
    if root == "numpy" and rest and rest[0] in NUMPY_READERS:
        return Part.PRICES
    return Part.WORLD if path in FILE_OPENERS else part_of_module(root)


def part_of_module(root: str) -> Part | None:
    """Return which part of a runner a module belongs to; None if a strategy may use it."""
    if root in ARGUMENTS:
        return Part.ARGUMENTS
    if is_available(root):
        return None
    if root in PLOTTERS:
        return Part.CHARTS
    return Part.PRICES if root in FETCHERS else Part.WORLD


def _part_of_backtrader(name: str) -> Part | None:
    if name in FEED_PARTS:
        return Part.PRICES
    if name in CHART_PARTS:
        return Part.CHARTS
    # The modules Backtrader carries inside it: bt.os, bt.sys.
    if name in ("os", "sys", "io"):
        return Part.WORLD
    return Part.RUNNER if name in RUNNER_PARTS else None


def is_runner_path(path: str) -> bool:
    """Say whether a dotted path belongs to a runner."""
    return part_of_path(path) is not None
