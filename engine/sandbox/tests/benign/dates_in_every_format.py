# benign: strptime and strftime with every directive, bt.num2date, bt.date2num, bt.utils.date, isoformat, ordinals, calendar sums
# trades: yes
# says: 29 February
import datetime as dt
from datetime import UTC, date, datetime, time, timedelta, timezone

import backtrader as bt
import backtrader.utils.date as btdate

READ = [
    ("2020-02-29 13:05:59.123456 +0100", "%Y-%m-%d %H:%M:%S.%f %z"),
    ("Sat 29 Feb 20 01:05:59 PM", "%a %d %b %y %I:%M:%S %p"),
    ("Saturday 29 February 2020", "%A %d %B %Y"),
    ("060 2020 100%", "%j %Y 100%%"),
    ("2020 08 6", "%Y %U %w"),
    ("2020 08 6", "%Y %W %w"),
    ("2020 09 6", "%G %V %u"),
    ("02/29/20 13:05:59", "%x %X"),
    ("Sat Feb 29 13:05:59 2020", "%c"),
]


class Dated(bt.Strategy):
    def __init__(self):
        for text, form in READ:
            moment = datetime.strptime(text, form)
            assert datetime.strptime(moment.strftime(form), form).replace(tzinfo=None) == moment.replace(tzinfo=None), text
        print(datetime(2020, 2, 29, tzinfo=UTC).strftime("%-d %B %Y, week %V, day %j, %H:%M %Z, %s"[:-4]))
        assert datetime.fromisoformat("2020-02-29T10:00:00+00:00").astimezone(timezone(timedelta(hours=5))).hour == 15
        assert date.fromordinal(date(2020, 2, 29).toordinal()) == dt.date.fromisocalendar(2020, 9, 6)
        assert datetime.fromtimestamp(0, UTC).year == 1970 and datetime.combine(date(2020, 1, 1), time(9, 30)).minute == 30
        number = bt.date2num(datetime(2020, 2, 29, 12))
        assert bt.num2date(number) == datetime(2020, 2, 29, 12) and bt.utils.date.num2date(number).hour == 12
        assert btdate.num2time(number).hour == 12 and btdate.time2num(time(12)) == 0.5
        btdate.date2num(datetime(2020, 1, 1, tzinfo=btdate.UTC)), btdate.tzparse("UTC"), btdate.Localizer(None)
        assert datetime.now() > datetime(2000, 1, 1) and datetime.now(UTC).tzinfo and date.today().year > 2000

    def next(self):
        today = self.data.datetime.date(0)
        tomorrow = today + timedelta(days=1)
        assert self.data.datetime.datetime(0).date() == today and self.datetime.date() == today
        assert self.data.datetime.time(0) == time(0) and self.data.num2date(self.data.datetime[0]).date() == today
        if tomorrow.month != today.month and not self.position:
            self.buy()
        elif self.position and today.isocalendar().week % 2 == 0 and today.strftime("%a") == "Wed":
            self.close()
