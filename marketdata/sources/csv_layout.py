"""Which column of a table of prices holds what."""

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from marketdata.sources import csv_dates, csv_numbers
from marketdata.sources.csv_text import CsvError

DELIMITERS: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
SAMPLE_ROWS: Final = 400
MOST_COLUMNS: Final = 200
SEARCHED_ROWS: Final = 40  # how far down the names of the columns may stand
ROLES: Final = {
    "date": "Date",
    "time": "Time",
    "open": "Open",
    "high": "High",
    "low": "Low",
    "close": "Close",
    "volume": "Volume",
    "adjusted": "Adjusted close",
}
NEEDED: Final = ("date", "open", "high", "low", "close")
# Earlier spellings win over later ones: “Price” is a close only where nothing is called so.
SPELLINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "date": (
        *("date", "datetime", "dateandtime", "timestamp", "datum"),
        *("fecha", "data", "дата", "日付", "日期", "tarih"),
        *("opentime", "tradedate", "tradingdate", "day"),
        *("unix", "unixtimestamp", "epoch", "time", "zeitstempel"),
        *("datumzeit", "dateheure", "fechahora", "dataora", "dato"),
        *("jour", "tag", "giorno", "dia", "zeit", "時間"),
    ),
    "time": (
        *("time", "uhrzeit", "zeit", "heure", "hora", "ora"),
        *("tijd", "godzina", "czas", "время", "时间", "時刻", "tid"),
    ),
    "open": (
        *("open", "openprice", "opening", "o", "eroffnung", "eroffnungskurs", "eroffn", "eroeffnung", "erster"),
        *("ouverture", "ouv", "apertura", "abertura"),
        *("openen", "otwarcie", "oppning", "oppningskurs", "открытие"),
        *("откр", "始値", "开盘", "開盤", "开盘价", "acilis", "abert", "openingskoers", "abrir"),
    ),
    "high": (
        *("high", "highprice", "max", "h", "hoch"),
        *("tageshoch", "hochst", "hochstkurs", "haut", "plushaut", "maximo"),
        *("alto", "massimo", "maxima", "hoog", "najwyzszy"),
        *("hogst", "hogsta", "hogstakurs", "макс", "максимум", "高値"),
        *("最高", "最高价", "yuksek", "eleve", "maximal", "hoogste"),
    ),
    "low": (
        *("low", "lowprice", "min", "l", "tief"),
        *("tagestief", "tiefst", "tiefstkurs", "bas", "plusbas", "minimo"),
        *("bajo", "minima", "laag", "najnizszy", "lagst", "lagsta", "lagstakurs", "мин", "минимум", "安値", "最低"),
        *("最低价", "dusuk", "faible", "laagste"),
    ),
    "close": (
        *("close", "closelast", "closeprice", "closing", "c"),
        *("schluss", "schlusskurs", "schlußkurs", "cloture", "clot"),
        *("cierre", "chiusura", "fechamento", "fecho"),
        *("slot", "slotkoers", "zamkniecie", "stangning", "slutkurs"),
        *(
            "закрытие",
            "終値",
            "收盘",
            "收盤",
            "收盘价",
            "kapanis",
            "last",
            "lastprice",
            "letzter",
            "zuletzt",
            "dernier",
        ),
        *("ultimo", "laatste", "senast", "price", "kurs", "preis"),
        *("prix", "precio", "prezzo", "preco", "цена", "现价"),
    ),
    "volume": (
        *("volume", "vol", "v", "volumen", "stucke", "umsatz"),
        *("volym", "wolumen", "объем", "出来高", "成交量", "hacim"),
        *("tickvol", "tickvolume", "sharevolume", "volumes", "titres", "обьем", "nombredetitres", "quantity"),
    ),
    "adjusted": (
        *("adjclose", "adjustedclose", "adjusted"),
        *("adjcloseprice", "closeadj", "closeadjusted", "adjustedcloseprice"),
        *("bereinigterschlusskurs", "cloturejustee", "clotureajustee", "cierreajustado", "chiusurarettificata"),
        *("fechamentoajustado", "調整後終値", "复权收盘价", "скорректированноезакрытие"),
    ),
}
NUMBERED: Final = re.compile(r"^\d+[a-z]?\.\s*")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a table is laid out: `roles` says which column (from 0) holds what."""

    delimiter: str
    names: tuple[str, ...]
    header_line: int | None
    skipped: int
    roles: Mapping[str, int]

    @property
    def width(self) -> int:
        """Return how many columns the table has."""
        return len(self.names)


def find_layout(text: str, *, columns: Mapping[str, int] | None = None) -> Layout:
    """
    Return the layout of a table; `columns` are those somebody has named.

    >>> find_layout("Datum;Schluss;Hoch;Tief;Eröffnung\\n2.1.2024;2;3;1;2").roles
    {'date': 0, 'open': 4, 'high': 2, 'low': 3, 'close': 1}

    :raises CsvError: if it is no table, or a column that is needed cannot be found.
    """
    delimiter = _delimiter(text)
    rows = _sample(text, delimiter)
    width = max(map(len, rows), default=0)
    if width > MOST_COLUMNS:
        raise CsvError(f"A row has {width:,} columns; {MOST_COLUMNS} at most are read. Keep date, prices and volume.")
    header = next((at for at, row in enumerate(rows[:SEARCHED_ROWS]) if _is_header(row)), None)
    body = rows[header + 1 :] if header is not None else rows
    if header is None:
        first = next((at for at, row in enumerate(rows[:SEARCHED_ROWS]) if _is_bar(row)), 0)
        names = tuple(f"Column {at + 1}" for at in range(len(rows[first])))
        found, skipped = _by_position(rows[first]), first
    else:
        names = tuple(_shown_name(cell, at) for at, cell in enumerate(rows[header]))
        found, skipped = _by_name(rows[header], body), header
    roles = {role: at for role, at in (found | dict(columns or {})).items() if 0 <= at < len(names)}
    _check_roles(roles, names, was_named=header is not None)
    header_line = None if header is None else header + 1
    return Layout(delimiter=delimiter, names=names, header_line=header_line, skipped=skipped, roles=roles)


def _check_roles(roles: Mapping[str, int], names: Sequence[str], *, was_named: bool) -> None:
    missing = [ROLES[role].lower() for role in NEEDED if role not in roles]
    if missing:
        seen = ", ".join(f"“{name}”" for name in names[:12])
        where = f"Its columns are {seen}." if was_named else "No row names the columns, and none begins like a bar."
        raise CsvError(
            f"There is no column for {' or '.join(missing)}. {where} "
            "Name them date, open, high, low, close and volume in the first row."
        )
    twice = [name for at, name in enumerate(names) if list(roles.values()).count(at) > 1]
    if twice:
        raise CsvError(f"The column “{twice[0]}” is chosen for two things. Choose another for one of them.")


def _delimiter(text: str) -> str:
    """Return what separates the cells: whatever divides the most lines into the same number of them."""
    lines = [line for line in islice(io.StringIO(text), 60) if line.strip()]
    best, most = ",", (0, 0)
    for mark in DELIMITERS:
        counts = [line[:20_000].count(mark) for line in lines]
        usual = max(set(counts) - {0}, key=counts.count, default=0)
        # Decimal commas occur as often as their delimiter, so a rarer mark is tried first.
        score = (counts.count(usual) if usual >= 3 else 0, mark != ",")
        best, most = (mark, score) if score > most and usual >= 3 else (best, most)
    return best


def _sample(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), SAMPLE_ROWS))
    except csv.Error:
        raise CsvError(too_long(1)) from None


def too_long(line: int) -> str:
    """Return what to say of a cell without end."""
    return (
        f"Line {line:,} begins a cell of more than 131,072 characters. A quotation mark may be left open there: "
        "close it, or save the table again."
    )


def plain(name: str) -> str:
    """
    Return a column's name without accents, marks and capitals.

    >>> plain("Adj Close**"), plain("<TICKVOL>"), plain("1. open"), plain("Clôture")
    ('adjclose', 'tickvol', 'open', 'cloture')
    """
    bare = unicodedata.normalize("NFKD", NUMBERED.sub("", name.strip().lower()[:60]))
    return "".join(letter for letter in bare if letter.isalnum())


# Through the same sieve as the names in files.
KNOWN: Final = {role: tuple(plain(name) for name in names) for role, names in SPELLINGS.items()}


def _shown_name(cell: str, at: int) -> str:
    return csv_dates.shown(cell.strip()) or f"Column {at + 1}"


def _is_header(row: Sequence[str]) -> bool:
    names = {plain(cell) for cell in row}
    return sum(bool(names.intersection(KNOWN[role])) for role in ("open", "high", "low", "close")) >= 2


def _by_name(row: Sequence[str], body: Sequence[Sequence[str]]) -> dict[str, int]:
    names = [plain(cell) for cell in row]
    roles: dict[str, int] = {}
    for role, spellings in KNOWN.items():
        free = {name: at for at, name in reversed(list(enumerate(names))) if at not in roles.values()}
        known = next((free[name] for name in spellings if name in free), None)
        if known is None and role == "volume":
            known = next((at for name, at in free.items() if name.startswith("volume")), None)
        if known is not None:
            roles[role] = known
    if "date" not in roles:
        # What pandas and yfinance write first has no name, or a strange one.
        dated = next((at for at in range(len(row)) if at not in roles.values() and _holds_dates(body, at)), None)
        roles |= {} if dated is None else {"date": dated}
    # In reading order, as people look for them.
    return {role: roles[role] for role in ROLES if role in roles}


def _holds_dates(body: Sequence[Sequence[str]], at: int) -> bool:
    # yfinance writes two more rows of names.
    cells = [row[at] for row in body[:20] if len(row) > at and row[at] not in ("Ticker", "Date", "Datetime")]
    return sum(is_moment(cell) for cell in cells) > len(cells) / 2


def _is_bar(row: Sequence[str]) -> bool:
    return len(row) >= 5 and is_moment(row[0]) and "close" in _by_position(row)


def _by_position(row: Sequence[str]) -> dict[str, int]:
    """Return the roles of a row without names: date, maybe time, open, high, low, close, maybe volume."""
    has_time = len(row) > 5 and ":" in row[1]
    order = ("date", *(("time",) if has_time else ()), "open", "high", "low", "close", "volume")
    roles = {role: at for at, role in enumerate(order) if at < len(row)}
    prices = [row[roles[role]] for role in NEEDED[1:] if role in roles]
    is_bar = len(prices) == 4 and all(any(letter.isdigit() for letter in cell) for cell in prices)
    return roles if row and is_moment(row[0]) and is_bar else {}


def is_moment(cell: str) -> bool:
    """Return whether a cell could be a date, in whichever order."""
    bare = cell.strip()
    if csv_dates.unix_micros(bare) is not None:
        return True
    for order in ("YMD", "DMY", "MDY"):
        try:
            csv_dates.day(csv_dates.split(bare)[0], order)
        except csv_dates.NotADate:
            continue
        return True
    return False


def sample_cells(text: str, layout: Layout, roles: Sequence[str]) -> list[str]:
    """Return the first cells of some columns."""
    rows = _sample(text, layout.delimiter)[layout.header_line or layout.skipped :]
    places = [layout.roles[role] for role in roles if role in layout.roles]
    return [row[at] for row in rows for at in places if at < len(row) and not csv_numbers.is_nothing(row[at])]
