# benign: argparse is used to read a text of options, not the command line
# trades: yes
import argparse

import backtrader as bt

OPTIONS = "--fast 6 --slow 19 --verbose"


class Optioned(bt.Strategy):
    def __init__(self):
        parser = argparse.ArgumentParser(prog="rule", description="How the rule is set", exit_on_error=False)
        parser.add_argument("--fast", type=int, default=5, choices=range(2, 50))
        parser.add_argument("--slow", type=int, default=20)
        parser.add_argument("--verbose", action="store_true")
        self.options = parser.parse_args(OPTIONS.split())
        if self.options.verbose:
            print(self.options)
            print(parser.format_help())
        try:
            parser.parse_args(["--fast", "many"])
        except argparse.ArgumentError as error:
            print(error)
        self.cross = bt.ind.CrossOver(bt.ind.EMA(period=self.options.fast), bt.ind.EMA(period=self.options.slow))

    def next(self):
        if self.cross[0] > 0:
            self.buy()
        elif self.cross[0] < 0:
            self.close()
