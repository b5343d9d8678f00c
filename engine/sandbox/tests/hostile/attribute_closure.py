# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach a module through the closures and globals of the functions the engine calls a strategy with.
import backtrader as bt


class Hostile(bt.Strategy):
    def start(self):
        seen, left = set(), [type(self).__mro__[1], self.broker, self.data]
        while left:
            thing = left.pop()
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            for member in [
                getattr(thing, name, None) for name in dir(type(thing)) + list(getattr(thing, "__dict__", {}))
            ]:
                function = getattr(member, "__func__", member)
                names = getattr(function, "__globals__", {})
                if "os" in names:
                    names["os"].mkdir("@CANARY@/closed")
                elif getattr(function, "__closure__", None):
                    left.extend(cell.cell_contents for cell in function.__closure__)
                elif "sys" in names:
                    names["sys"].modules["os"].mkdir("@CANARY@/closed")
