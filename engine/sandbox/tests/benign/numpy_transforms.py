# benign: np.fft, np.polynomial, np.vectorize, np.einsum, np.convolve, np.histogram, np.ma, np.char, structured arrays
# trades: yes
import backtrader as bt
import numpy as np
from numpy.polynomial import Chebyshev, Polynomial
from numpy.polynomial import hermite, laguerre, legendre


@np.vectorize
def clipped(value):
    return min(max(value, -0.02), 0.02)


class Spectral(bt.Strategy):
    def next(self):
        if len(self) < 64:
            return
        close = np.asarray(self.data.close.get(size=64))
        trend = Polynomial.fit(np.arange(64), close, 2)
        rest = close - trend(np.arange(64))
        spectrum = np.fft.rfft(rest * np.hanning(64))
        spectrum[np.fft.rfftfreq(64) > 0.1] = 0
        smooth = np.fft.irfft(spectrum, 64)
        np.fft.fft2(np.outer(close[:8], close[:8])), np.fft.fftshift(np.fft.fftfreq(8)), np.fft.ifft(np.fft.fft(rest))
        Chebyshev.fit(np.arange(64), close, 3).deriv(), legendre.legval(0.5, [1, 2]), hermite.hermval(0.5, [1, 2])
        laguerre.lagval(0.5, [1, 2]), np.poly1d([1, 2]).roots, np.polyval(np.polyfit(np.arange(64), close, 1), 64)
        power = np.einsum("i,i->", rest, rest)
        kernel = np.convolve(rest, np.ones(5) / 5, mode="valid")
        counts, edges = np.histogram(rest, bins="auto")
        np.histogram2d(rest[:-1], rest[1:], bins=4), np.digitize(rest, edges), np.bincount(counts.astype(int))
        masked = np.ma.masked_invalid(np.append(rest, np.nan))
        table = np.array([("a", 1.0), ("b", 2.0)], dtype=[("name", "U4"), ("value", "f8")])
        record = table.view(np.recarray)
        assert masked.count() == 64 and record.name[0] == "a" and np.char.upper(table["name"])[0] == "A"
        np.unwrap(np.angle(spectrum)), np.gradient(close), np.trapezoid(rest) if hasattr(np, "trapezoid") else 0
        np.interp(1.5, [1, 2], [3, 4]), np.percentile(rest, [5, 95], method="median_unbiased"), np.nanquantile(rest, 0.5)
        np.unique(np.sign(rest), return_counts=True), np.lexsort((rest, close)), np.searchsorted(np.sort(close), 100)
        np.datetime64("2020-01-01") + np.timedelta64(1, "D"), np.busday_count("2020-01-01", "2020-02-01")
        np.is_busday("2020-01-01"), np.busday_offset("2020-01-01", 1, roll="forward")
        np.apply_along_axis(np.mean, 0, np.stack([close, close])), np.array2string(close[:3], precision=2), repr(close)
        np.frompyfunc(lambda a, b: a + b, 2, 1)(1, 2), np.piecewise(rest, [rest < 0], [-1, 1]), np.kron([1, 2], [1, 2])
        assert power >= 0 and kernel.size == 60 and abs(clipped(rest)).max() <= 0.02
        if smooth[-1] > smooth[-3] and not self.position:
            self.buy()
        elif smooth[-1] < smooth[-3] and self.position:
            self.close()
