# benign: getattr, setattr, hasattr and delattr with names that are computed while the run goes on
# trades: yes
import backtrader as bt

KINDS = {"fast": ("SMA", 5), "slow": ("EMA", 21)}


class Configured(bt.Strategy):
    def __init__(self):
        for name, (kind, period) in KINDS.items():
            setattr(self, f"ma_{name}", getattr(bt.ind, kind)(self.data, period=period))
        self.price = getattr(self.data, "close")
        self.scratch = 1
        delattr(self, "scratch")

    def next(self):
        fields = {name: getattr(self.data, name)[0] for name in ("open", "high", "low", "close", "volume")}
        assert fields["high"] >= fields["low"]
        fast, slow = (getattr(self, f"ma_{name}")[0] for name in KINDS)
        side = "buy" if fast > slow else "sell"
        if hasattr(self, side) and not hasattr(self, "scratch"):
            if side == "buy" and not self.position:
                getattr(self, side)()
            elif side == "sell" and self.position:
                getattr(self, "close")()
