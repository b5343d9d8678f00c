# benign: async def, await, async for and async with stand in the file; only a hand-driven coroutine is used
# trades: yes
import backtrader as bt


class Ticks:
    def __init__(self, values):
        self.values = iter(values)

    def __aiter__(self):
        return self

    async def __anext__(self):
        try:
            return next(self.values)
        except StopIteration:
            raise StopAsyncIteration from None

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        return None


async def total(values):
    async with Ticks(values) as ticks:
        return sum([value async for value in ticks])


async def stream(values):
    for value in values:
        yield value


async def never_called():
    await total([1])


class Awaited(bt.Strategy):
    async def fetch(self):
        return await total(self.data.close.get(size=5))

    def next(self):
        if len(self) < 5:
            return
        coroutine = self.fetch()
        try:
            coroutine.send(None)
        except StopIteration as ended:
            average = ended.value / 5
        if self.data.close[0] > average and not self.position:
            self.buy()
        elif self.data.close[0] < average and self.position:
            self.close()
