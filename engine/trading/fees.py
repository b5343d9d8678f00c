"""What US regulators take from a sale of shares, by date."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

Rate = TypeVar("Rate")

# Section 31 of the Securities Exchange Act: dollars per million dollars sold, from each date on. From the SEC's fee
# rate advisories and FINRA's information notices; in 2007 and early 2008 from the day the law puts them in force,
# 30 days after the SEC's appropriation. The rate was 33.33 for decades before the first row.
SEC_RATES: Final = (
    (date(2001, 12, 28), 15.00),
    (date(2002, 4, 1), 30.10),
    (date(2003, 3, 22), 25.20),
    (date(2003, 4, 1), 46.80),
    (date(2004, 2, 22), 39.00),
    (date(2004, 4, 1), 23.40),
    (date(2005, 1, 7), 32.90),
    (date(2005, 4, 1), 41.80),
    (date(2005, 12, 22), 30.70),
    (date(2007, 3, 17), 15.30),
    (date(2008, 1, 25), 11.00),
    (date(2008, 4, 1), 5.60),
    (date(2009, 4, 10), 25.70),
    (date(2010, 1, 15), 12.70),
    (date(2010, 4, 1), 16.90),
    (date(2011, 1, 21), 19.20),
    (date(2012, 2, 21), 18.00),
    (date(2012, 4, 1), 22.40),
    (date(2013, 5, 25), 17.40),
    (date(2014, 3, 18), 22.10),
    (date(2015, 2, 14), 18.40),
    (date(2016, 2, 16), 21.80),
    (date(2017, 7, 4), 23.10),
    (date(2018, 5, 22), 13.00),
    (date(2019, 4, 16), 20.70),
    (date(2020, 2, 18), 22.10),
    (date(2021, 2, 25), 5.10),
    (date(2022, 5, 14), 22.90),
    (date(2023, 2, 27), 8.00),
    (date(2024, 5, 22), 27.80),
    (date(2025, 5, 14), 0.00),
    (date(2026, 4, 4), 20.60),
)
# FINRA's Trading Activity Fee, Schedule A of its by-laws, section 1: dollars for each share sold and the most for one
# trade, from each date on. Notices 04-84, 11-27, 12-06 and 12-31, filings SR-FINRA-2020-032 and 2024-019; none was due
# in the last quarter of 2026 (SR-FINRA-2026-021).
ACTIVITY_RATES: Final = (
    (date(2004, 11, 1), (0.000075, 3.75)),
    (date(2011, 7, 1), (0.000090, 4.50)),
    (date(2012, 3, 1), (0.000095, 4.75)),
    (date(2012, 7, 1), (0.000119, 5.95)),
    (date(2022, 1, 1), (0.000130, 6.49)),
    (date(2023, 1, 1), (0.000145, 7.27)),
    (date(2024, 1, 1), (0.000166, 8.30)),
    (date(2026, 1, 1), (0.000195, 9.79)),
    (date(2026, 10, 1), (0.0, 0.0)),
    (date(2027, 1, 1), (0.000232, 11.61)),
    (date(2028, 1, 1), (0.000240, 12.05)),
)
# Both tables hold between these days; outside them the nearest rate known is used.
FIRST_DAY: Final = date(2004, 11, 1)
LAST_DAY: Final = date(2026, 11, 23)


def sec_fee(*, value: float, day: date) -> float:
    """
    Return the SEC's fee on shares sold for `value`, without rounding to cents.

    >>> round(sec_fee(value=1_000_000.0, day=date(2024, 6, 3)), 2), sec_fee(value=1_000_000.0, day=date(2025, 6, 2))
    (27.8, 0.0)
    """
    return value * _rate_on(SEC_RATES, day) / 1_000_000


def trading_activity_fee(*, units: float, charged: float, day: date) -> float:
    """
    Return FINRA's fee on selling `units` more shares of an order that has been charged something before.

    The most for one trade is taken as the most for one order.

    >>> round(trading_activity_fee(units=10_000.0, charged=0.0, day=date(2025, 6, 2)), 2)
    1.66
    >>> trading_activity_fee(units=1_000_000.0, charged=8.0, day=date(2025, 6, 2))
    0.3000000000000007
    """
    rate, most = _rate_on(ACTIVITY_RATES, day)
    return max(0.0, min(units * rate, most - charged))


def _rate_on(table: Sequence[tuple[date, Rate]], day: date) -> Rate:
    row = bisect_right(table, day, key=lambda entry: entry[0])
    return table[max(row - 1, 0)][1]
