# benign: zoneinfo of many cities, which live in files of the system, and dateutil's time zones
# trades: yes
# says: Tokyo
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import backtrader as bt

CITIES = ("America/New_York", "America/Chicago", "Europe/London", "Europe/Paris", "Asia/Tokyo", "Asia/Kolkata",
          "Australia/Sydney", "America/Sao_Paulo", "Asia/Hong_Kong", "Pacific/Auckland", "US/Eastern", "Etc/GMT+5", "UTC")


class Open(bt.Strategy):
    def __init__(self):
        self.zones = {name: ZoneInfo(name) for name in CITIES}
        self.late = 0
        try:
            ZoneInfo("Europe/Atlantis")
        except ZoneInfoNotFoundError as error:
            print(error)

    def next(self):
        moment = self.data.datetime.datetime(0).replace(tzinfo=self.zones["UTC"])
        hours = {name: moment.astimezone(zone).hour for name, zone in self.zones.items()}
        if len(self) == 1:
            print("Tokyo", hours["Asia/Tokyo"], self.zones["Asia/Tokyo"].tzname(moment), moment.dst() or timedelta(0))
        new_york = moment.astimezone(self.zones["America/New_York"])
        if new_york.dst() and not self.position:
            self.buy()
        elif not new_york.dst() and self.position:
            self.close()

    def stop(self):
        gap = datetime(2020, 3, 8, 2, 30, tzinfo=self.zones["US/Eastern"]).astimezone(self.zones["UTC"])
        print(gap.isoformat())
