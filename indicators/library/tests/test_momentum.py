"""Our indicators of momentum against their formulas, bar by bar."""

import math
import statistics

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
    recursive,
    rsi,
    sma,
    true_range,
    wilder,
    wma,
)

OPEN, HIGH, LOW, CLOSE = bars("open", "high", "low", "close")
MIDDLE = each(lambda h, lo: (h + lo) / 2, HIGH, LOW)
TYPICAL = each(lambda h, lo, c: (h + lo + c) / 3, HIGH, LOW, CLOSE)


def minus(first, second):
    return each(lambda a, b: a - b, first, second)


def share(first, second, factor=1.0):
    return each(lambda a, b: factor * a / b, first, second)


def roc(values, count):
    return each(lambda now, then: 100 * (now / then - 1), values, ago(values, count))


def line_end(part):
    n, middle = len(part), (len(part) - 1) / 2
    slope = sum((i - middle) * x for i, x in enumerate(part)) / sum((i - middle) ** 2 for i in range(n))
    return mean(part) + slope * middle


class TestWilliams:
    def test_awesome_is_a_fast_average_less_a_slow_one(self):
        agree(found("AO"), minus(sma(MIDDLE, 5), sma(MIDDLE, 34)))

    def test_accelerator_is_awesome_less_its_average(self):
        line = minus(sma(MIDDLE, 5), sma(MIDDLE, 34))

        agree(found("AC"), minus(line, sma(line, 5)))


class TestRatesOfChange:
    def test_kst_adds_up_four(self):
        parts = [sma(roc(CLOSE, n), m) for n, m in ((10, 10), (15, 10), (20, 10), (30, 15))]
        line = each(lambda a, b, c, d: a + 2 * b + 3 * c + 4 * d, *parts)

        agree(found("KST"), line, sma(line, 9))

    def test_coppock_adds_up_two(self):
        agree(found("COPPOCK"), wma(each(lambda a, b: a + b, roc(CLOSE, 14), roc(CLOSE, 11)), 10))

    def test_pmo_smooths_one_twice(self):
        once = [10 * x for x in recursive(roc(CLOSE, 1), 35, 2 / 35)]
        line = recursive(once, 20, 2 / 20)

        agree(found("PMO"), line, ema(line, 10))

    def test_tsi_divides_by_their_sizes(self):
        moves = changes(CLOSE)
        line = share(ema(ema(moves, 25), 13), ema(ema([abs(move) for move in moves], 25), 13), 100)

        agree(found("TSI"), line, ema(line, 13))


class TestFisher:
    def test_stretches_the_place_in_the_range(self):
        value, expected = 0.0, [NAN] * 8
        for i in range(8, BARS):
            part = MIDDLE[i - 8 : i + 1]
            place = (MIDDLE[i] - min(part)) / (max(part) - min(part)) - 0.5
            value = 0.66 * place + 0.67 * value
            if abs(value) > 0.99:
                value = math.copysign(0.999, value)
            last = 0 if i == 8 else expected[-1]
            expected.append(0.5 * math.log((1 + value) / (1 - value)) + 0.5 * last)

        agree(found("FISHER"), expected, ago(expected))


class TestConnors:
    def test_is_the_mean_of_three(self):
        streak, moves = [0.0], roc(CLOSE, 1)
        for i in range(1, BARS):
            side = (CLOSE[i] > CLOSE[i - 1]) - (CLOSE[i] < CLOSE[i - 1])
            streak.append(streak[-1] + side if side * streak[-1] > 0 else side)
        ranks = [
            NAN if i < 101 else 100 * sum(move < moves[i] for move in moves[i - 100 : i]) / 100 for i in range(BARS)
        ]

        agree(found("CRSI"), each(lambda a, b, c: (a + b + c) / 3, rsi(CLOSE, 3), rsi(streak, 2), ranks))


class TestVigor:
    def test_is_the_share_of_bodies_in_ranges(self):
        def smooth(values):
            return over(values, 4, lambda part: (part[0] + 2 * part[1] + 2 * part[2] + part[3]) / 6)

        bodies, ranges = smooth(minus(CLOSE, OPEN)), smooth(minus(HIGH, LOW))
        line = share(over(bodies, 10, math.fsum), over(ranges, 10, math.fsum))

        agree(found("RVGI"), line, smooth(line))


class TestEstimation:
    def test_has_a_stop_that_never_steps_back(self):
        line = ema(rsi(CLOSE, 14), 5)
        away = [4.236 * x for x in ema(ema([abs(move) for move in changes(line)], 27), 27)]
        stop = [NAN] * BARS
        for i in range(BARS):
            if math.isnan(away[i]):
                continue
            low, high, last = line[i] - away[i], line[i] + away[i], stop[i - 1]
            if math.isnan(last) or line[i] > last:
                stop[i] = max(low, last) if line[i - 1] > last else low
            else:
                stop[i] = min(high, last) if line[i - 1] < last else high

        agree(found("QQE"), line, stop)
        assert any(a > b for a, b in zip(stop, line, strict=True))


class TestSchaff:
    def test_takes_the_stochastic_twice(self):
        def stochastic(values):
            places = []
            for i in range(BARS):
                part = values[max(i - 9, 0) : i + 1]
                if len(part) < 10 or any(map(math.isnan, part)):
                    places.append(NAN)
                elif max(part) > min(part):
                    places.append(100 * (part[-1] - min(part)) / (max(part) - min(part)))
                else:
                    places.append(50.0 if math.isnan(places[-1]) else places[-1])
            return recursive(places, 1, 0.5)

        agree(found("STC"), stochastic(stochastic(minus(ema(CLOSE, 23), ema(CLOSE, 50)))))


class TestDistances:
    def test_pgo_counts_true_ranges(self):
        agree(found("PGO"), share(minus(CLOSE, sma(CLOSE, 14)), ema(true_range(HIGH, LOW, CLOSE), 14)))

    def test_disparity_counts_percents(self):
        agree(found("DISPARITY"), each(lambda c, average: 100 * (c / average - 1), CLOSE, sma(CLOSE, 26)))

    def test_wave_trend_counts_average_distances(self):
        average = ema(TYPICAL, 10)
        usual = ema(each(lambda p, a: abs(p - a), TYPICAL, average), 10)
        line = ema(each(lambda p, a, u: (p - a) / (0.015 * u), TYPICAL, average, usual), 21)

        agree(found("WAVETREND"), line, sma(line, 4))


class TestCounts:
    def test_psl_counts_rising_bars(self):
        expected = [NAN] * 12 + [
            100 * sum(CLOSE[j] > CLOSE[j - 1] for j in range(i - 11, i + 1)) / 12 for i in range(12, BARS)
        ]

        agree(found("PSL"), expected)


class TestSqueeze:
    def test_is_on_while_one_band_is_inside_the_other(self):
        spread, usual = over(CLOSE, 20, deviation), sma(true_range(HIGH, LOW, CLOSE), 20)
        is_on = each(lambda s, u: NAN if math.isnan(s + u) else float(2 * s < 1.5 * u), spread, usual)
        tops, bottoms = over(HIGH, 20, max), over(LOW, 20, min)
        away = each(lambda c, t, b, a: c - ((t + b) / 2 + a) / 2, CLOSE, tops, bottoms, sma(CLOSE, 20))

        agree(found("SQUEEZE"), over(away, 20, line_end), is_on)
        assert {0.0, 1.0} <= set(is_on)


class TestEhlers:
    def test_centre_of_gravity_is_the_balance_of_the_prices(self):
        expected = over(CLOSE, 10, lambda part: sum((i + 1) * x for i, x in enumerate(part)) / sum(part) - 5.5)

        agree(found("CG"), expected, ago(expected))

    def test_laguerre_rsi_is_the_share_of_steps_up(self):
        g, held, expected = 0.5, [CLOSE[0]] * 4, [NAN]
        for price in CLOSE[1:]:
            fresh = [(1 - g) * price + g * held[0]]
            for k in (1, 2, 3):
                fresh.append(-g * fresh[k - 1] + held[k - 1] + g * held[k])
            held = fresh
            steps = [held[k] - held[k + 1] for k in range(3)]
            expected.append(sum(x for x in steps if x > 0) / sum(abs(x) for x in steps))

        agree(found("LAGUERRERSI"), expected)

    def test_inverse_fisher_presses_rsi_to_the_edges(self):
        smooth = wma([0.1 * (value - 50) for value in rsi(CLOSE, 5)], 9)

        agree(found("IFISHRSI"), [(math.exp(2 * x) - 1) / (math.exp(2 * x) + 1) for x in smooth])


class TestRelativeMomentum:
    def test_is_rsi_of_longer_moves(self):
        moves = changes(CLOSE, 5)
        ups = wilder([NAN if math.isnan(x) else max(x, 0.0) for x in moves], 20)
        downs = wilder([NAN if math.isnan(x) else max(-x, 0.0) for x in moves], 20)

        agree(found("RMI"), each(lambda up, down: 100 - 100 / (1 + up / down), ups, downs))


class TestInertia:
    def test_is_the_end_of_the_line_through_the_relative_volatility(self):
        moves, spread = changes(CLOSE), over(CLOSE, 10, deviation)

        def half(sign):
            return wilder(each(lambda m, s: s if m * sign > 0 else s * 0, moves, spread), 14)

        volatility = each(lambda up, down: 100 * up / (up + down), half(1), half(-1))

        agree(found("INERTIA"), over(volatility, 20, line_end))


class TestBrar:
    def test_are_ways_up_in_percent_of_ways_down(self):
        before = ago(CLOSE)
        ups = each(lambda h, c: NAN if math.isnan(c) else max(h - c, 0), HIGH, before)
        downs = each(lambda lo, c: NAN if math.isnan(c) else max(c - lo, 0), LOW, before)
        ar = share(over(minus(HIGH, OPEN), 26, math.fsum), over(minus(OPEN, LOW), 26, math.fsum), 100)

        agree(found("BRAR"), ar, share(over(ups, 26, math.fsum), over(downs, 26, math.fsum), 100))


def super_smooth(values, length):
    a = math.exp(-math.sqrt(2) * math.pi / length)
    b = 2 * a * math.cos(math.sqrt(2) * math.pi / length)
    result = list(values[:2])
    for i in range(2, BARS):
        new = (1 - b + a * a) * (values[i] + values[i - 1]) / 2
        result.append(new + b * result[-1] - a * a * result[-2])
    return result


class TestFlex:
    def expected(self, told):
        smooth, usual, rows = super_smooth(CLOSE, 10), 0.0, [NAN] * 20
        for i in range(20, BARS):
            away = told(smooth, i)
            usual = 0.04 * away * away + 0.96 * usual
            rows.append(away / math.sqrt(usual))
        return rows

    def test_of_trends_is_above_the_mean_of_the_last_values(self):
        agree(found("TRENDFLEX"), self.expected(lambda f, i: sum(f[i] - f[i - k] for k in range(1, 21)) / 20))

    def test_of_cycles_is_below_the_line_across_them(self):
        def told(f, i):
            slope = (f[i - 20] - f[i]) / 20
            return sum(f[i] + k * slope - f[i - k] for k in range(1, 21)) / 20

        agree(found("REFLEX"), self.expected(told))


class TestRoofing:
    def test_takes_out_long_and_short_waves(self):
        angle = 2 * math.pi * math.sqrt(0.5) / 48
        a = (math.cos(angle) + math.sin(angle) - 1) / math.cos(angle)
        waves = [0.0, 0.0]
        for i in range(2, BARS):
            bend = CLOSE[i] - 2 * CLOSE[i - 1] + CLOSE[i - 2]
            waves.append((1 - a / 2) ** 2 * bend + 2 * (1 - a) * waves[-1] - (1 - a) ** 2 * waves[-2])

        agree(found("ROOFING"), super_smooth(waves, 10))


class TestRanks:
    def test_are_those_of_spearman(self):
        def told(part):
            return 100 * statistics.correlation([sorted(part).index(price) for price in part], range(9))

        agree(found("RCI"), over(CLOSE, 9, told))
