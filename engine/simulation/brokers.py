"""The broker of a run, chosen by its costs."""

from engine.simulation.broker import LeanBroker
from engine.simulation.costs import CostedBroker, OrderCommission
from engine.simulation.recorder import Recorder
from engine.simulation.volume import CappedBroker
from engine.spec import Costs, Spec
from engine.trading.charging import Charger


def make_broker(spec: Spec, *, recorder: Recorder) -> LeanBroker:
    """Return the broker of a run: its cash and costs, which the strategy cannot change."""
    costs = spec.costs
    broker = LeanBroker() if is_stock(costs) else _costed_broker(costs)
    broker.recorder = recorder
    broker.leverage = spec.leverage
    broker.charge_by_day(borrow_rate=costs.borrow_rate, cash_rate=costs.cash_rate)
    broker.setcash(spec.cash)
    if costs.is_plain_commission:
        broker.setcommission(commission=costs.commission_rate)
    broker.set_slippage_perc(costs.slippage_rate)
    broker.is_locked = True
    return broker


def is_stock(costs: Costs) -> bool:
    """Return whether Backtrader's own broker can charge these costs."""
    other = costs.slippage_ticks or costs.slippage_volume or costs.impact or costs.volume_cap is not None
    return costs.is_plain_commission and not other


def _costed_broker(costs: Costs) -> CostedBroker:
    broker = CostedBroker() if costs.volume_cap is None else CappedBroker()
    broker.costs, broker.charger = costs, Charger(costs)
    if not broker.charger.is_plain:
        commission = OrderCommission()
        commission.charger = broker.charger
        broker.addcommissioninfo(commission)
    return broker
