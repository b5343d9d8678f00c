"""The run's sizing rule as a Backtrader sizer."""

from typing import Any

import backtrader as bt

from engine.trading import sizing


class SpecSizer(bt.Sizer):
    """Sizes every order that names no size by the spec."""

    params = (("sizing", None),)

    def _getsizing(self, comminfo: Any, cash: float, data: Any, isbuy: bool) -> float:
        size = sizing.units(
            sizing=self.p.sizing,
            cash=cash,
            price=data.close[0],
            position=self.broker.getposition(data).size,
            lot_size=data.bars.lot_size,
        )
        # Whole sizes as int, as the stock sizers give them: strategies print them.
        return int(size) if float(size).is_integer() else size
