# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Load a built-in module with the loader that every module carries.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        spec = getattr(bt.feed.os, "__sp" + "ec__")
        loader = type(getattr(bt.feed, "__bui" + "ltins__")["__spec__"])
        imported = getattr(bt.feed, "__buil" + "tins__")["__loader__"]
        imported.load_module("posix").mkdir("@CANARY@/loaded")
