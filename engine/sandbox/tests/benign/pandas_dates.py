# benign: pandas time zones, to_datetime of every kind, resample, Period, offsets, BDay, date_range, Timestamp, timedelta
# trades: yes
import backtrader as bt
import pandas as pd
from pandas.tseries.holiday import AbstractHolidayCalendar, Holiday, USFederalHolidayCalendar, nearest_workday
from pandas.tseries.offsets import BDay, BMonthEnd, CustomBusinessDay, DateOffset, MonthBegin, QuarterEnd, Week


class Closed(AbstractHolidayCalendar):
    rules = [Holiday("New year", month=1, day=1, observance=nearest_workday)]


class Dates(bt.Strategy):
    def __init__(self):
        self.holidays = USFederalHolidayCalendar().holidays("2019-12-01", "2021-12-31")
        self.days = CustomBusinessDay(calendar=Closed())

    def next(self):
        if len(self) < 30 or len(self) % 9:
            return
        stamps = [bt.num2date(value) for value in self.data.datetime.get(size=30)]
        index = pd.DatetimeIndex(stamps)
        close = pd.Series(self.data.close.get(size=30), index=index)
        local = close.tz_localize("UTC").tz_convert("America/New_York")
        index.tz_localize("Europe/London").tz_convert("Asia/Tokyo").tz_localize(None)
        now = pd.Timestamp(stamps[-1])
        pd.to_datetime(["2020-01-01", "2020-02-03"]), pd.to_datetime("01/02/2020", dayfirst=True)
        pd.to_datetime("2020-01-02 03:04", format="%Y-%m-%d %H:%M"), pd.to_datetime(1_577_836_800, unit="s", utc=True)
        pd.to_datetime(["2020-01-01", "nonsense"], errors="coerce"), pd.to_datetime("3rd of January 2020")
        pd.to_datetime(pd.DataFrame({"year": [2020], "month": [1], "day": [2]})), pd.to_timedelta("1 days 2 hours")
        weekly = close.resample("W-FRI").agg({"first": "first", "last": "last"})
        close.resample("ME").ohlc(), close.resample("2D").ffill(), close.asfreq("12h", method="pad"), close.first_valid_index()
        close.resample("QE", label="left", closed="right").mean(), close.to_period("M").groupby(level=0).last()
        pd.date_range("2020-01-01", periods=5, freq="B", tz="America/New_York"), pd.bdate_range("2020-01-01", "2020-02-01")
        pd.period_range("2020Q1", "2021Q4", freq="Q").to_timestamp(), pd.Period("2020-01", "M") + 3
        now + BDay(3), now - BMonthEnd(), now + DateOffset(months=1, day=15), now + QuarterEnd(), now + Week(weekday=4)
        now + self.days, MonthBegin().rollback(now), now.normalize() in self.holidays, now.isocalendar().week
        now.floor("h"), now.ceil("D"), now.round("15min"), now.tz_localize("UTC").isoformat(), now.strftime("%A %d %B %Y")
        now.to_pydatetime(), now.to_period("W"), now.day_name(), now.month_name(), now.is_month_end, now.quarter
        index.day_name(), index.strftime("%j"), index.to_series().dt.isocalendar(), close.index.inferred_freq
        pd.infer_freq(index), (index[-1] - index[0]).total_seconds(), pd.Timedelta(hours=3) / pd.Timedelta(minutes=1)
        pd.Timestamp.now("UTC"), pd.Timestamp("2020-01-01", tz="US/Eastern"), pd.NaT, pd.Interval(0, 1).mid
        close.between_time("00:00", "01:00"), close.at_time("00:00"), close.loc["2020"], close.truncate(before="2020-01-05")
        assert len(local) == 30 and len(weekly)
        if now.dayofweek < 3 and not self.position:
            self.buy()
        elif self.position:
            self.close()
