import json
from functools import partial

import backtrader as bt
import click

DEFAULTS = json.loads('{"fast": 8, "slow": 21}')


class Guppy(bt.Strategy):
    params = tuple(DEFAULTS.items())

    def __init__(self):
        ema = partial(bt.ind.EMA, self.data)
        self.fast, self.slow = ema(period=self.p.fast), ema(period=self.p.slow)

    def next(self):
        side = self.fast[0] > self.slow[0]
        if side and not self.position:
            self.buy_bracket(limitprice=self.data.close[0] * 1.1, stopprice=self.data.close[0] * 0.95)


@click.command()
@click.option("--cash", default=10000)
@click.argument("path")
def cli(cash, path):
    """Run it."""
    cerebro = bt.Cerebro()
    cerebro.broker.setcash(cash)
    cerebro.adddata(bt.feeds.GenericCSVData(dataname=path))
    cerebro.addstrategy(Guppy)
    cerebro.run()
    click.echo(cerebro.broker.getvalue())


if __name__ == "__main__":
    cli()
