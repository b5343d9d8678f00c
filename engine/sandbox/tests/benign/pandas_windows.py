# benign: pandas rolling, ewm, expanding, rolling.apply, corr, cov, quantile, skew, kurt, rank, shift, diff, pct_change
# trades: yes
import backtrader as bt
import numpy as np
import pandas as pd


class Windows(bt.Strategy):
    def next(self):
        if len(self) < 40 or len(self) % 9:
            return
        close = pd.Series(self.data.close.get(size=40))
        volume = pd.Series(self.data.volume.get(size=40))
        returns = close.pct_change()
        roll = close.rolling(10, min_periods=3)
        roll.mean(), roll.std(), roll.var(), roll.min(), roll.max(), roll.median(), roll.sum(), roll.count(), roll.sem()
        roll.quantile(0.2), roll.skew(), roll.kurt(), roll.rank(), roll.corr(volume), roll.cov(volume)
        roll.agg(["mean", "std"]), roll.apply(lambda window: window.iloc[-1] - window.iloc[0], raw=False)
        close.rolling(5, center=False, win_type=None).apply(np.ptp, raw=True)
        close.expanding(5).max(), close.expanding().apply(np.mean, raw=True)
        smooth = close.ewm(span=10, adjust=False).mean()
        close.ewm(alpha=0.1).std(), close.ewm(halflife=3).var(), close.ewm(com=2).corr(volume)
        returns.autocorr(2), returns.corr(volume), returns.corr(volume, method="pearson"), close.rank(pct=True)
        close.shift(1), close.diff(2), close.cummax(), close.cumsum(), close.cumprod(), returns.skew(), returns.kurt()
        close.clip(90, 110), close.where(close > 100, 100), close.mask(close > 100), close.between(90, 110)
        close.nlargest(3), close.nsmallest(3), close.idxmax(), close.argmin(), close.describe(percentiles=[0.1])
        returns.fillna(0).ffill().bfill(), returns.interpolate(), returns.dropna(), returns.replace(0, np.nan)
        close.map(lambda value: value + 1), close.transform(np.log), close.apply(np.sqrt), close.round(2).mode()
        close.value_counts(bins=3), close.sample(3, random_state=1), close.sort_values(ascending=False).head()
        high = close.cummax()
        assert (close / high - 1).min() <= 0 and returns.sem() > 0 and close.is_monotonic_increasing in (True, False)
        if smooth.iloc[-1] > smooth.iloc[-4] and not self.position:
            self.buy()
        elif smooth.iloc[-1] < smooth.iloc[-4] and self.position:
            self.close()
