# benign: decimal contexts and traps, Fraction, math.fsum, statistics.NormalDist, linear_regression, quantiles
# trades: yes
import decimal
import math
import statistics
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

import backtrader as bt


class Exact(bt.Strategy):
    def __init__(self):
        self.returns = []

    def next(self):
        if len(self) < 2:
            return
        self.returns.append(self.data.close[0] / self.data.close[-1] - 1)
        if len(self.returns) < 20:
            return
        recent = self.returns[-20:]
        slope, intercept = statistics.linear_regression(range(20), recent)
        normal = statistics.NormalDist.from_samples(recent)
        calm = normal.cdf(0.0) + statistics.NormalDist(0, 1).inv_cdf(0.5)
        assert 0 <= calm <= 1 and statistics.quantiles(recent, n=4)[1] == statistics.median(recent)
        statistics.correlation(recent, list(range(20))), statistics.fmean(recent), statistics.pstdev(recent)
        statistics.mode([1, 1, 2]), statistics.harmonic_mean([1, 2]), statistics.geometric_mean([1.0, 2.0])
        with localcontext() as context:
            context.prec, context.rounding = 6, ROUND_HALF_EVEN
            tick = Decimal(str(self.data.close[0])).quantize(Decimal("0.05"), rounding=ROUND_DOWN)
            context.traps[decimal.InvalidOperation] = False
            assert (Decimal("inf") - Decimal("inf")).is_nan()
        share = Fraction(self.data.close[0]).limit_denominator(1000)
        assert share > 0 and math.isfinite(math.fsum(recent)) and f"{tick:,.2f}" and f"{Decimal('1e3'):f}"
        if slope > 0 and not self.position:
            self.buy()
        elif slope < 0 and self.position:
            self.close()
