"""What a strategy may import and name, as data. The sandbox enforces; this only lets us say it early and clearly."""

from typing import Final

from engine.script.available import AVAILABLE


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALLOWED_IMPORTS: Final = AVAILABLE

NO_WORLD: Final = "A strategy has no files, network, processes or environment: it works on the prices of its run."
NO_FETCH: Final = "Prices come from the run: choose the symbol when you start the backtest and read self.data."
NO_PLOT: Final = "Remove it: Statis draws the charts from the run's results."
NO_FILES: Final = "A strategy has no files. Keep what you need in variables; what you print appears in the run's log."
NO_WAITING: Final = "A backtest waits for nobody: the next bar comes when next() returns. Remove it."
NO_WORKINGS: Final = "A strategy needs no way into Python's own workings."
NO_MEMORY: Final = "It works on raw memory or compiled code. Use NumPy's ordinary arrays and functions."
NO_LIBRARY: Final = (
    "It is not installed here. Use numpy, pandas, talib, statis_indicators or backtrader's own indicators."
)

_WORLD: Final = _words("""
    os sys io pathlib shutil subprocess socket threading multiprocessing asyncio signal tempfile glob importlib
    inspect builtins ctypes gc pickle http urllib ssl concurrent platform sqlite3
""")
_FETCHERS: Final = _words("yfinance requests pandas_datareader alpha_vantage quandl ccxt httpx aiohttp")
_PLOTTERS: Final = _words("matplotlib plotly seaborn mplfinance bokeh pyfolio quantstats")
_LIBRARIES: Final = _words("scipy sklearn statsmodels torch tensorflow pandas_ta ta xgboost lightgbm arch")

IMPORT_HINTS: Final = {
    **dict.fromkeys(_WORLD, NO_WORLD),
    **dict.fromkeys(_FETCHERS, NO_FETCH),
    **dict.fromkeys(_PLOTTERS, NO_PLOT),
    **dict.fromkeys(_LIBRARIES, NO_LIBRARY),
}

# Modules that others carry inside them: `bt.os` needs no import.
REACHED_MODULES: Final = _words("""
    os sys io inspect subprocess importlib builtins ctypes socket multiprocessing threading pickle shutil pathlib
    gc posix urllib http tempfile pty zipfile tarfile gzip bz2 lzma mmap marshal codeop runpy webbrowser
""")
# Public names that only look like one of those.
HONEST_REACHES: Final = frozenset({"pandas.io"})

# Parts of allowed modules that reach beyond prices and numbers, whatever they are given.
HARMFUL_PARTS: Final = {
    **dict.fromkeys(("io.open", "io.open_code", "io.FileIO", "argparse.FileType"), NO_FILES),
    **dict.fromkeys(("logging.FileHandler", "logging.handlers", "logging.config"), NO_FILES),
    **dict.fromkeys(("types.CodeType", "types.FunctionType"), NO_WORKINGS),
    **{f"numpy.{name}": NO_FILES for name in _words("fromfile memmap DataSource lib.format lib.npyio")},
    **{f"numpy.{name}": NO_MEMORY for name in _words("ctypeslib f2py distutils")},
    **{f"pandas.{name}": NO_FILES for name in _words("read_pickle to_pickle HDFStore ExcelFile ExcelWriter read_hdf")},
    **{f"pandas.{name}": NO_FETCH for name in _words("read_sql read_sql_query read_sql_table read_gbq")},
    "pandas.read_clipboard": NO_WORLD,
}
WAITING: Final = frozenset({"time.sleep"})
# Those that take a path as well as a text in memory.
FILE_READERS: Final = frozenset(
    {f"numpy.{name}" for name in _words("load loadtxt genfromtxt save savetxt savez savez_compressed")}
    | {f"pandas.{name}" for name in _words("read_csv read_table read_fwf read_json read_html read_xml read_excel")}
    | {f"pandas.{name}" for name in _words("read_parquet read_feather read_orc read_stata read_sas read_spss")}
)
# Methods of arrays and tables that write to a path.
FILE_WRITERS: Final = _words("""
    to_csv to_json to_html to_excel to_parquet to_feather to_hdf to_stata to_xml to_pickle to_orc to_latex tofile
""")

FORBIDDEN_CALLS: Final = {
    "eval": "Write the expression itself.",
    "exec": "Write the statements themselves.",
    "compile": "Write the code itself.",
    "__import__": "Use an import statement at the top.",
    "open": "A strategy has no files. Print what you want to see: it appears in the run's log.",
    "input": "Nobody can answer while a run goes on. Make it a parameter in params.",
    "breakpoint": "Nobody can answer while a run goes on. Print what you want to see.",
}

DUNDER_WALKS: Final = _words("""
    __subclasses__ __globals__ __builtins__ __code__ __closure__ __bases__ __base__ __mro__
    __reduce__ __reduce_ex__ __loader__ __spec__ __self__ __import__ __builtins__
    f_back f_globals f_locals f_builtins f_code tb_frame tb_next gi_frame gi_code cr_frame cr_code ag_frame
""")
DUNDER_NAMES: Final = frozenset({"__builtins__", "__loader__", "__spec__"})

MAX_BRACKET_DEPTH: Final = 60
MAX_FINALLY_DEPTH: Final = 8
MAX_FINDINGS: Final = 50
MAX_EXCERPT: Final = 100
