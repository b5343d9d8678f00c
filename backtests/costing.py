"""What trading cost: the rules of a run in words, and what was paid by them."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.metrics.metric import MetricValues
from engine.spec import Costs
from engine.trading.fees import FIRST_DAY, LAST_DAY
from engine.trading.impact import WINDOW
from statis.templatetags import fmt

# Metric and word of each kind of cost; the first two are always told, the others where there are some.
KINDS: Final = (
    ("commission_paid", "commission"),
    ("slippage_paid", "slippage"),
    ("fees_paid", "fees"),
    ("impact_paid", "market impact"),
    ("borrow_paid", "borrowing"),
)


def commission(costs: Costs) -> str:
    """
    Return what a broker charges, in words.

    >>> commission(Costs(commission_rate=0.002))
    '0.20% per side'
    >>> commission(Costs(commission_rate=0.0, commission_per_share=0.005, commission_minimum=1.0))
    '$0.005 per share, at least $1 an order'
    >>> commission(Costs(commission_per_trade=4.95, commission_maximum_rate=0.01))
    '0.10% per side + $4.95 per order, at most 1.00% of its value'
    """
    parts = list(_amounts(costs))
    if costs.commission_rate or not parts:
        parts.insert(0, f"{fmt.share(costs.commission_rate, 2)} per side")
    return ", ".join([" + ".join(parts), *_bounds(costs)])


def _amounts(costs: Costs) -> Iterator[str]:
    if costs.commission_per_share:
        yield f"${costs.commission_per_share:g} per share"
    if costs.commission_per_trade:
        yield f"${costs.commission_per_trade:g} per order"


def _bounds(costs: Costs) -> Iterator[str]:
    if costs.commission_minimum:
        yield f"at least ${costs.commission_minimum:g} an order"
    if costs.commission_maximum_rate is not None:
        yield f"at most {fmt.share(costs.commission_maximum_rate, 2)} of its value"


def in_short(costs: Costs) -> str:
    """
    Return what every order costs, short enough for one line.

    >>> in_short(Costs(impact=1.0))
    '0.10% commission, 0.05% slippage, impact 1'
    >>> in_short(Costs(commission_rate=0.0, commission_per_share=0.005, us_fees=True))
    'No commission, 0.05% slippage, no impact, $0.005 per share and more'
    """
    parts = [
        f"{fmt.share(costs.commission_rate, 2)} commission" if costs.commission_rate else "No commission",
        f"{fmt.share(costs.slippage_rate, 2)} slippage" if costs.slippage_rate else "no slippage",
        f"impact {costs.impact:g}" if costs.impact else "no impact",
    ]
    further = list(_further(costs))
    if further:
        parts.append(f"{further[0]} and more" if len(further) > 1 else further[0])
    return ", ".join(parts)


def further_in_short(costs: Costs) -> str:
    """
    Return what else is charged, short enough for one line.

    >>> further_in_short(Costs()), further_in_short(Costs(commission_minimum=1.0, us_fees=True))
    ('None', 'at least $1 an order, US fees')
    """
    return ", ".join(_further(costs)) or "None"


def _further(costs: Costs) -> Iterator[str]:
    yield from _amounts(costs)
    yield from _bounds(costs)
    if costs.us_fees:
        yield "US fees"
    if costs.slippage_ticks:
        yield _ticks(costs)
    if costs.slippage_volume:
        yield f"slippage by volume {costs.slippage_volume:g}"
    if costs.borrow_rate:
        yield f"borrowing {fmt.share(costs.borrow_rate, 2)} a year"


def _ticks(costs: Costs) -> str:
    return f"{costs.slippage_ticks:g} {'tick' if costs.slippage_ticks == 1 else 'ticks'}"


def fees(costs: Costs) -> str:
    """
    Return which fees are charged besides the commission, in words.

    >>> fees(Costs())
    'None'
    """
    if not costs.us_fees:
        return "None"
    return (
        "SEC section 31 and FINRA activity fee on sales, by the rates of the day; "
        f"known from {FIRST_DAY:%b %Y} to {LAST_DAY:%b %Y}, else the nearest"
    )


def slippage(costs: Costs) -> str:
    """
    Return how far from its price an order is filled, in words.

    >>> slippage(Costs()), slippage(Costs(slippage_rate=0.0, slippage_ticks=1.0))
    ('0.05% per side', '1 tick per side')
    """
    ticks, by_volume = costs.slippage_ticks, costs.slippage_volume
    is_other = ticks or by_volume
    parts = [
        f"{fmt.share(costs.slippage_rate, 2)} per side" if costs.slippage_rate or not is_other else "",
        f"{_ticks(costs)} per side" if ticks else "",
        f"{by_volume:g} x the squared share of the bar's volume" if by_volume else "",
    ]
    return " + ".join(filter(None, parts))


def clipping(known: Mapping[str, Any]) -> str:
    """
    Return how far slippage could reach, by the facts a report keeps, in words.

    >>> clipping({}), clipping({"clipped_fills": 2})
    ("within the bar's range", "within the bar's range, which kept it smaller for 2 fills")
    """
    fills = known.get("clipped_fills")
    told = f", which kept it smaller for {fmt.count(fills)} {'fill' if fills == 1 else 'fills'}" if fills else ""
    return f"within the bar's range{told}"


def impact(costs: Costs) -> str:
    """
    Return how far orders move the price themselves, in words.

    >>> impact(Costs()), impact(Costs(impact=1.0))
    ('Not modelled', '1 x volatility x square root of the share of volume, both of the 20 bars before')
    """
    if not costs.impact:
        return "Not modelled"
    return f"{costs.impact:g} x volatility x square root of the share of volume, both of the {WINDOW} bars before"


def borrowing(costs: Costs) -> str:
    """
    Return what borrowed shares and cash cost, in words.

    >>> borrowing(Costs()), borrowing(Costs(borrow_rate=0.03))
    ('Not modelled', '3.00% a year on shares sold short, at the price of sale, and on cash owed')
    """
    if not costs.borrow_rate:
        return "Not modelled"
    return f"{fmt.share(costs.borrow_rate, 2)} a year on shares sold short, at the price of sale, and on cash owed"


def interest(costs: Costs) -> str:
    """
    Return what cash earns, in words.

    >>> interest(Costs()), interest(Costs(cash_rate=0.04))
    ('0.0%', '4.00% a year, that from short sales too')
    """
    return f"{fmt.share(costs.cash_rate, 2)} a year, that from short sales too" if costs.cash_rate else "0.0%"


def volume(costs: Costs, known: Mapping[str, Any]) -> str:
    """
    Return how much of a bar's volume orders could take and took, by the facts a report keeps, in words.

    >>> volume(Costs(volume_cap=0.1), {"largest_volume_share": 0.099, "orders_filled_in_parts": 3})
    'At most 10.0% of a bar; 3 orders filled in parts; largest fill 9.90% of its bar'
    >>> volume(Costs(), {"symbols_without_volume": ["EURUSD"]})
    'No limit; no volume known of EURUSD, so nothing there depends on it'
    """
    told = ["No limit" if costs.volume_cap is None else f"At most {fmt.share(costs.volume_cap, 1)} of a bar"]
    if parts := known.get("orders_filled_in_parts"):
        told.append(f"{fmt.count(parts)} {'order' if parts == 1 else 'orders'} filled in parts")
    if share := known.get("largest_volume_share"):
        told.append(f"largest fill {fmt.share(share, 2)} of its bar")
    if missing := known.get("symbols_without_volume"):
        told.append(f"no volume known of {', '.join(missing)}, so nothing there depends on it")
    return "; ".join(told)


def paid_by_kind(paid: MetricValues, currency: str) -> Iterator[str]:
    """
    Yield what was paid, kind by kind.

    >>> list(paid_by_kind({"commission_paid": 12.5, "slippage_paid": 3.0, "fees_paid": 0.0}, "USD"))
    ['commission $12.50', 'slippage $3.00']
    """
    for at, (key, word) in enumerate(KINDS):
        amount = paid.get(key)
        if isinstance(amount, int | float) and (amount or at < 2):
            yield f"{word} {fmt.cents(amount, currency)}"
