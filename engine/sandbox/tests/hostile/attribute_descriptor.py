# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Call a descriptor by hand to list the classes under a class, its name put together at run time.
import backtrader as bt


class Hostile(bt.Strategy):
    def start(self):
        under = type.__dict__["__sub" + "classes__"]
        kinds = [object]
        for kind in kinds:
            kinds.extend(found for found in under.__get__(kind, type(kind))() if kind is not type)
            if kind.__name__ == "FileIO":
                kind("@CANARY@/described", "w")
