"""Averaged bars, pivots and gaps against their formulas, period by period."""

import pytest

from indicators.library import registry
from indicators.library.tests.plain import NAN, ago, agree, bars, each, found, over

# More than a year.
BARS = 420
OPEN, HIGH, LOW, CLOSE = bars("open", "high", "low", "close", count=BARS)
DATES = registry.ordinary_prices(BARS)["dates"].tolist()
PERIODS = {
    "DAY": lambda day: day,
    "WEEK": lambda day: day.isocalendar()[:2],
    "MONTH": lambda day: (day.year, day.month),
    "QUARTER": lambda day: (day.year, (day.month - 1) // 3),
    "YEAR": lambda day: day.year,
}


def levels(told, anchor="MONTH"):
    """Return what is told of open, high, low and close of the period before that of each bar."""
    periods = [PERIODS[anchor](day) for day in DATES]
    rows, known = [], {}
    for i, period in enumerate(periods):
        known.setdefault(period, []).append(i)
        before = [other for other in known if other != period]
        if not before:
            rows.append(None)
            continue
        inside = known[before[-1]]
        top, bottom = max(HIGH[j] for j in inside), min(LOW[j] for j in inside)
        rows.append(told(OPEN[inside[0]], top, bottom, CLOSE[inside[-1]]))
    width = len(next(row for row in rows if row))
    return [[row[k] if row else NAN for row in rows] for k in range(width)]


class TestPivots:
    @pytest.mark.parametrize("anchor", PERIODS)
    def test_of_the_floor_are_those_of_the_period_before(self, anchor):
        def told(o, h, lo, c):
            p = (h + lo + c) / 3
            return p, 2 * p - lo, p + (h - lo), h + 2 * (p - lo), 2 * p - h, p - (h - lo), lo - 2 * (h - p)

        agree(found("PIVOTS", count=BARS, anchor=anchor), *levels(told, anchor))

    def test_of_fibonacci_are_shares_of_the_range_away(self):
        def told(o, h, lo, c):
            p, shares = (h + lo + c) / 3, (0.382, 0.618, 1)
            return p, *(p + s * (h - lo) for s in shares), *(p - s * (h - lo) for s in shares)

        agree(found("FIBPIVOTS", count=BARS, anchor="MONTH"), *levels(told))

    def test_of_camarilla_are_round_the_close(self):
        def told(o, h, lo, c):
            away = [(h - lo) * 1.1 / n for n in (12, 6, 4, 2)]
            return (h + lo + c) / 3, *(c + a for a in away), *(c - a for a in away)

        agree(found("CAMARILLA", count=BARS, anchor="MONTH"), *levels(told))

    def test_of_woodie_count_the_close_twice(self):
        def told(o, h, lo, c):
            p = (h + lo + 2 * c) / 4
            return p, 2 * p - lo, p + h - lo, 2 * p - h, p - h + lo

        agree(found("WOODIE", count=BARS, anchor="MONTH"), *levels(told))

    def test_of_demark_depend_on_how_the_period_closed(self):
        def told(o, h, lo, c):
            x = h + 2 * lo + c if c < o else 2 * h + lo + c if c > o else h + lo + 2 * c
            return x / 4, x / 2 - lo, x / 2 - h

        agree(found("DEMARKPIVOTS", count=BARS, anchor="MONTH"), *levels(told))

    def test_of_the_central_range_mirror_the_middle(self):
        def told(o, h, lo, c):
            p, middle = (h + lo + c) / 3, (h + lo) / 2
            return max(middle, 2 * p - middle), p, min(middle, 2 * p - middle)

        agree(found("CPR", count=BARS, anchor="MONTH"), *levels(told))


class TestHeikinAshi:
    def test_averages_each_bar_with_the_one_before(self):
        closes = each(lambda *bar: sum(bar) / 4, OPEN, HIGH, LOW, CLOSE)
        opens = [(OPEN[0] + CLOSE[0]) / 2]
        for i in range(1, BARS):
            opens.append((opens[-1] + closes[i - 1]) / 2)

        agree(
            found("HEIKINASHI", count=BARS),
            opens,
            each(max, HIGH, opens, closes),
            each(min, LOW, opens, closes),
            closes,
        )


class TestDistances:
    def test_of_the_open_are_from_the_close_before(self):
        agree(found("GAP", count=BARS), each(lambda o, c: 100 * (o / c - 1), OPEN, ago(CLOSE)))

    def test_from_the_high_are_in_percent(self):
        tops = over(HIGH, 50, max)

        agree(found("FROMHIGH", count=BARS, timeperiod=50), each(lambda c, top: 100 * (c / top - 1), CLOSE, tops))
