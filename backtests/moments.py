"""When a bar was: a day, or within a day also the time of its exchange's clock."""

from collections.abc import Collection
from datetime import date, datetime

import numpy as np

from engine.bars import Times
from marketdata.candles import INTRADAY
from marketdata.uploading import PREFIX


def has_times(times: Times) -> bool:
    """
    Return whether bars begin at times of day, and not all at midnight as days, weeks and months do.

    >>> has_times(np.array(["2024-01-02", "2024-01-03T09:30"], "datetime64[us]"))
    True
    """
    return bool((times != times.astype("datetime64[D]")).any())


def is_intraday(interval: str) -> bool:
    """Return whether several bars of an interval fall on one day."""
    return interval in INTRADAY


def of(instant: np.datetime64 | datetime, *, with_time: bool) -> date | datetime:
    """
    Return when a bar was, without a time of day where bars are days or longer.

    >>> of(np.datetime64("2024-01-02T09:30", "us"), with_time=True)
    datetime.datetime(2024, 1, 2, 9, 30)
    >>> of(datetime(2024, 1, 2), with_time=False)
    datetime.date(2024, 1, 2)
    """
    moment: datetime = instant if isinstance(instant, datetime) else instant.astype("datetime64[us]").item()
    return moment if with_time else moment.date()


def iso(moment: date | datetime) -> str:
    """
    Return a moment for programs and spreadsheets.

    >>> iso(datetime(2024, 1, 2, 9, 30)), iso(date(2024, 1, 2))
    ('2024-01-02 09:30:00', '2024-01-02')
    """
    return moment.isoformat(sep=" ") if isinstance(moment, datetime) else moment.isoformat()


def iso_of(times: Times, *, with_time: bool) -> list[str]:
    """
    Return many moments as `iso` does.

    >>> iso_of(np.array(["2024-01-02T09:30"], "datetime64[us]"), with_time=True)
    ['2024-01-02 09:30:00']
    """
    shown = times.astype("datetime64[s]" if with_time else "datetime64[D]").astype(str)
    return np.char.replace(shown, "T", " ").tolist()  # type: ignore[no-any-return]


def words(moment: date | datetime) -> str:
    """
    Return a moment as people write it, where no <time> element may stand.

    >>> words(datetime(2024, 1, 2, 9, 30)), words(date(2024, 1, 2))
    ('2 Jan 2024, 09:30', '2 Jan 2024')
    """
    day = f"{moment.day} {moment:%b %Y}"
    return f"{day}, {moment:%H:%M}" if isinstance(moment, datetime) else day


def whose_clock(symbols: Collection[str], time_zones: Collection[str]) -> str:
    """
    Return whose time the times of bars of some symbols are.

    >>> whose_clock(["AAPL", "MSFT"], ["America/New_York", "America/New_York"])
    'Exchange time, America/New_York'
    >>> whose_clock(["MY.ACME"], ["America/New_York"])
    'As they stand in your file'
    """
    if all(symbol.startswith(PREFIX) for symbol in symbols):
        # Its owner may have named a zone, but it is not kept.
        return "As they stand in your file"
    zones = set(time_zones)
    return f"Exchange time, {zones.pop()}" if len(zones) == 1 and all(zones) else "Exchange time of each symbol"
