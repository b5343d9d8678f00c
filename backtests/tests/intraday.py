"""Prices within a day, as somebody uploads them."""

from datetime import date, datetime, timedelta

import numpy as np

from marketdata import uploading
from marketdata.sources.base import AssetClass, Interval
from marketdata.sources.csv_file import Choices

FIRST_DAY = date(2024, 3, 4)
TODAY = date(2026, 11, 23)


def sessions(count):
    """Return the first weekdays from a Monday on."""
    days = [FIRST_DAY + timedelta(days=number) for number in range(2 * count + 7)]
    return [day for day in days if day.weekday() < 5][:count]


def csv_file(*, days=10, minutes=5):
    """Return a file of bars from 09:30 to 16:00 whose prices go up and down in waves of two hours."""
    opened = [
        datetime(day.year, day.month, day.day, 9, 30) + timedelta(minutes=minutes * number)
        for day in sessions(days)
        for number in range(390 // minutes)
    ]
    close = 100 + 4 * np.sin(np.arange(len(opened)) * minutes / 120 * 2 * np.pi) + np.arange(len(opened)) * 0.005
    before = np.concatenate([[close[0]], close[:-1]])
    lines = [
        f"{at:%Y-%m-%d %H:%M},{a:.2f},{max(a, b) + 0.05:.2f},{min(a, b) - 0.05:.2f},{b:.2f},{10_000 + number % 7}"
        for number, (at, a, b) in enumerate(zip(opened, before, close, strict=True))
    ]
    return "\n".join(["time,open,high,low,close,volume", *lines, ""]).encode()


def store(owner, *, symbol="ACME", interval=Interval.M5, **shape):
    """Keep such prices as the owner's own and return their symbol."""
    choices, terms = (
        Choices(),
        uploading.Terms(
            symbol=symbol, name="", asset_class=AssetClass.STOCK, currency="USD", interval=interval, extends=False
        ),
    )
    draft = uploading.keep_draft(
        owner=owner, file_name=f"{symbol}.csv", raw=csv_file(**shape), choices=choices, today=TODAY
    )
    reading = uploading.read_draft(draft=draft, choices=choices, today=TODAY)
    return uploading.store_draft(draft=draft, reading=reading, terms=terms).symbol
