"""Merge newly fetched bars into what is kept: each change is a new edition, and no old one is ever touched."""

from datetime import date

from django.contrib.auth.models import User

from marketdata.models import SeriesEdition
from marketdata.sources.base import Fetched, Interval


def merge_bars(
    *,
    fetched: Fetched,
    first_date: date,
    last_date: date,
    owner: User | None = None,
    licence: str = "",
    note: str = "",
) -> SeriesEdition:
    """
    Store what a source gave for the days from `first_date` to `last_date`, and return the edition that holds it.

    These days are what the source was asked for and can say in full: days that are over. Bars that were kept for
    them, from whichever source, are replaced; bars outside are left alone, and so are their chunks. The days count
    as covered from now on, with bars or without. Prices are kept as traded: those given in today's shares, or with
    dividends taken out, are converted by `fetched.actions` where the source tells them for the whole range;
    otherwise they are kept as they are, and the edition says so. Splits and dividends from
    `fetched.actions_first_date` on replace what was known of those days. Storing what is kept already makes no new
    edition; two processes that store the same range make one.

    The instrument is made or brought up to date from `fetched.listing` and `fetched.identified`. With an owner it is
    theirs alone, and nobody else's instrument of the same symbol is touched.

    :raises BarsError: if the bars are not of the listing, or reach outside the days.
    """
    raise NotImplementedError


def note_covered(*, symbol: str, interval: Interval, first_date: date, last_date: date) -> None:
    """
    Note that a source knows of no bars of a symbol in these days, a holiday for example: nobody need ask again.

    Nothing is noted of a symbol without any prices.
    """
    raise NotImplementedError
