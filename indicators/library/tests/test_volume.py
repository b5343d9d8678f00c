"""Our indicators of volume against their formulas, bar by bar."""

import math

import numpy as np
import pytest

from indicators.library import registry, sessions
from indicators.library.tests.plain import (
    BARS,
    NAN,
    ago,
    agree,
    bars,
    changes,
    deviation,
    each,
    ema,
    found,
    mean,
    over,
    running,
    sma,
    true_range,
    wilder,
)

HIGH, LOW, CLOSE, VOLUME = bars("high", "low", "close", "volume")
DATES = registry.ordinary_prices(BARS)["dates"].tolist()
TYPICAL = each(lambda h, lo, c: (h + lo + c) / 3, HIGH, LOW, CLOSE)
TOPS = each(lambda h, c: NAN if math.isnan(c) else max(h, c), HIGH, ago(CLOSE))
BOTTOMS = each(lambda lo, c: NAN if math.isnan(c) else min(lo, c), LOW, ago(CLOSE))


def quotient(first, second, factor=1.0):
    return each(lambda a, b: factor * a / b, first, second)


class TestMoneyFlow:
    def test_is_the_share_of_volume_that_closed_high(self):
        flow = each(lambda h, lo, c, v: v * (2 * c - h - lo) / (h - lo), HIGH, LOW, CLOSE, VOLUME)

        agree(found("CMF"), quotient(over(flow, 20, sum), over(VOLUME, 20, sum)))

    def test_of_a_bar_without_range_is_none(self):
        flat = {name: np.full(3, 5.0) for name in ("high", "low", "close")} | {"volume": np.full(3, 9.0)}

        values = registry.evaluate(registry.find("CMF"), flat, {"timeperiod": 2}).outputs["cmf"]

        assert values.tolist()[1:] == [0.0, 0.0]

    def test_of_twiggs_counts_gaps(self):
        flow = each(lambda t, b, c, v: v * (2 * c - t - b) / (t - b), TOPS, BOTTOMS, CLOSE, VOLUME)

        agree(found("TMF"), quotient(wilder(flow, 21), wilder([NAN, *VOLUME[1:]], 21)))


class TestPriceTrend:
    def test_adds_volume_by_the_move(self):
        parts = each(lambda v, c, before: v * (c / before - 1), VOLUME, CLOSE, ago(CLOSE))

        agree(found("VPT"), running(parts), atol=1e-3)


class TestVwap:
    @pytest.mark.parametrize(("anchor", "length"), [("DAY", 10), ("MONTH", 7), ("YEAR", 4)])
    def test_is_the_mean_price_of_what_was_traded_in_its_period(self, anchor, length):
        paid, traded, expected, dates = 0.0, 0.0, [], [day.isoformat()[:length] for day in DATES]
        for i in range(BARS):
            if i == 0 or dates[i] != dates[i - 1]:
                paid = traded = 0.0
            paid, traded = paid + TYPICAL[i] * VOLUME[i], traded + VOLUME[i]
            expected.append(paid / traded)

        agree(found("VWAP", anchor=anchor), expected)

    def test_begins_a_week_on_monday(self):
        firsts = sessions.begins(registry.ordinary_prices(BARS)["dates"], "WEEK")

        assert firsts.tolist() == [i == 0 or day.weekday() == 0 for i, day in enumerate(DATES)]

    def test_has_bands_as_wide_as_trades_were_apart(self):
        upper, middle, lower = [], [], []
        for i, day in enumerate(DATES):
            inside = [j for j in range(i + 1) if DATES[j].month == day.month and DATES[j].year == day.year]
            traded = sum(VOLUME[j] for j in inside)
            average = sum(TYPICAL[j] * VOLUME[j] for j in inside) / traded
            away = 2 * math.sqrt(sum((TYPICAL[j] - average) ** 2 * VOLUME[j] for j in inside) / traded)
            upper, middle, lower = [*upper, average + away], [*middle, average], [*lower, average - away]

        agree(found("VWAPBANDS", anchor="MONTH", nbdev=2), upper, middle, lower, atol=1e-6)

    def test_begins_at_its_anchor(self):
        first = next(i for i, day in enumerate(DATES) if (day.year, day.month, day.day) == (2000, 2, 29))
        paid = running([NAN] * first + each(lambda p, v: p * v, TYPICAL, VOLUME)[first:])

        agree(found("AVWAP", anchor=20000229), quotient(paid, running([NAN] * first + VOLUME[first:])))


class TestTwap:
    def test_is_the_mean_price_of_its_period(self):
        expected = []
        for i, day in enumerate(DATES):
            inside = [j for j in range(i + 1) if (DATES[j].year, DATES[j].month) == (day.year, day.month)]
            expected.append(mean([TYPICAL[j] for j in inside]))

        agree(found("TWAP", anchor="MONTH"), expected)


class TestUpAndDown:
    def test_compares_the_volume_of_rises_and_falls(self):
        def side(sign):
            signed = each(lambda move, v: v if move * sign > 0 else 0.0, changes(CLOSE), VOLUME)
            return over([NAN, *signed[1:]], 50, sum)

        agree(found("UDVR"), quotient(side(1), side(-1)))


class TestForce:
    def test_is_the_average_of_moves_times_volume(self):
        agree(found("FORCE"), ema(each(lambda move, v: move * v, changes(CLOSE), VOLUME), 13), atol=1e-3)


class TestEaseOfMovement:
    def test_is_the_move_of_the_middle_for_its_volume(self):
        middles = each(lambda h, lo: (h + lo) / 2, HIGH, LOW)
        moved = each(lambda move, h, lo, v: move / (v / 1e8 / (h - lo)), changes(middles), HIGH, LOW, VOLUME)

        agree(found("EOM"), sma(moved, 14))


class TestVolumeIndexes:
    @pytest.mark.parametrize(("name", "sign"), [("NVI", -1), ("PVI", 1)])
    def test_follow_the_price_on_their_bars_only(self, name, sign):
        index = [1000.0]
        for i in range(1, BARS):
            counts = (VOLUME[i] - VOLUME[i - 1]) * sign > 0
            index.append(index[-1] * (CLOSE[i] / CLOSE[i - 1] if counts else 1))

        agree(found(name, signalperiod=50), index, ema(index, 50))


class TestOscillators:
    def test_pvo_is_the_gap_of_two_averages(self):
        line = each(lambda a, b: 100 * (a - b) / b, ema(VOLUME, 12), ema(VOLUME, 26))
        average = ema(line, 9)

        agree(found("PVO"), line, average, each(lambda a, b: a - b, line, average))

    def test_klinger_weighs_volume_by_the_trend(self):
        sums, ranges = each(lambda *row: sum(row), HIGH, LOW, CLOSE), each(lambda h, lo: h - lo, HIGH, LOW)
        force, trend, so_far = [NAN], 0, 0.0
        for i in range(1, BARS):
            now = 1 if sums[i] > sums[i - 1] else -1
            so_far = so_far + ranges[i] if now == trend else ranges[i - 1] + ranges[i]
            trend = now
            force.append(VOLUME[i] * abs(2 * ranges[i] / so_far - 1) * trend * 100)
        line = each(lambda a, b: a - b, ema(force, 34), ema(force, 55))

        agree(found("KVO"), line, ema(line, 13), atol=1e-3)

    def test_vzo_takes_volume_with_the_sign_of_the_move(self):
        signed = each(lambda move, v: math.copysign(v, move) if move else 0.0, changes(CLOSE), VOLUME)
        signed[0] = NAN

        agree(found("VZO"), quotient(ema(signed, 14), ema([NAN, *VOLUME[1:]], 14), 100))

    def test_vfi_leaves_small_moves_out(self):
        returns = each(lambda now, then: math.log(now / then), TYPICAL, ago(TYPICAL))
        cutoff = each(lambda spread, c: 0.2 * spread * c, over(returns, 30, deviation), CLOSE)
        usual, moves = ago(sma(VOLUME, 40)), changes(TYPICAL)
        signed = [NAN] * BARS
        for i in range(BARS):
            if not math.isnan(cutoff[i]) and not math.isnan(usual[i]):
                side = (moves[i] > cutoff[i]) - (moves[i] < -cutoff[i])
                signed[i] = side * min(VOLUME[i], 2.5 * usual[i])

        agree(found("VFI", timeperiod=40), ema(quotient(over(signed, 40, math.fsum), usual), 3))


class TestPlainRatios:
    def test_vroc_is_the_change_in_percent(self):
        agree(found("VROC"), each(lambda now, then: 100 * (now / then - 1), VOLUME, ago(VOLUME, 14)))

    def test_bwmfi_is_the_range_for_a_share(self):
        agree(found("BWMFI"), each(lambda h, lo, v: (h - lo) / v, HIGH, LOW, VOLUME), atol=0)

    def test_rvol_leaves_the_bar_itself_out(self):
        agree(found("RVOL", timeperiod=5), [NAN] * 5 + [VOLUME[i] / mean(VOLUME[i - 5 : i]) for i in range(5, BARS)])


class TestTrueRange:
    def test_reaches_from_the_last_close(self):
        assert each(lambda t, b: t - b, TOPS, BOTTOMS)[1:] == pytest.approx(true_range(HIGH, LOW, CLOSE)[1:])
