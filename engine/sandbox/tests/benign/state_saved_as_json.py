# benign: the strategy saves and loads its state with json and copy.deepcopy (in memory)
# trades: yes
# says: "entries"
import copy
import json
from datetime import date, datetime

import backtrader as bt


class Encoder(json.JSONEncoder):
    def default(self, thing):
        return thing.isoformat() if isinstance(thing, (date, datetime)) else super().default(thing)


class Stateful(bt.Strategy):
    def __init__(self):
        self.state = {"entries": [], "peak": 0.0, "levels": {"up": 1.01, "down": 0.985}}
        self.saved = "{}"

    def next(self):
        close = self.data.close[0]
        before = copy.deepcopy(self.state)
        self.state["peak"] = max(self.state["peak"], close)
        if not self.position and len(self) % 7 == 0:
            self.buy()
            self.state["entries"].append({"on": self.data.datetime.date(0), "price": round(close, 4)})
        elif self.position and close < self.state["peak"] * self.state["levels"]["down"]:
            self.close()
            self.state["peak"] = close
        assert len(before["entries"]) <= len(self.state["entries"])
        self.saved = json.dumps(self.state, cls=Encoder, sort_keys=True, indent=1)

    def stop(self):
        state = json.loads(self.saved, parse_float=float, object_hook=dict)
        print(json.dumps({"entries": state["entries"][:1]}, separators=(",", ":")))
        try:
            json.loads("{not json}")
        except json.JSONDecodeError as error:
            print(error.msg)
