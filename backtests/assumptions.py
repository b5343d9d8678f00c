"""What a run took for granted and what to be wary of, said in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from backtests import costing, hindsight, moments, price_quality, sizing, unfilled, wording
from engine.ledger.account import RoundTrip
from engine.report import Report
from engine.script.words import said
from engine.spec import Costs, Spec
from statis.templatetags import fmt

# What a run keeps of everything odd in its prices: an entry of `run.facts["quality"]`.
Finding = price_quality.Finding
# What a run keeps of each symbol's bars: an entry of `run.facts["data"]`.
Source = Mapping[str, Any]

FEW_TRADES: Final = 30
LITTLE_EXPOSURE: Final = 0.01
SHORT_YEARS: Final = 2.0
LUCKY_SHARE: Final = 0.5
HIGH_SHARPE: Final = 4.0
HIGH_CAGR: Final = 2.0
FOR_THE_CLOSE: Final = (
    "The close of a session's last bar; of a day that closes early, booked with the next bar. Sent with that last "
    "bar, or left over by the volume: the closes that follow"
)
NOT_MODELLED: Final = "Margin calls, taxes"


@dataclass(frozen=True, kw_only=True)
class Caution:
    """Something to weigh before believing the figures."""

    title: str
    text: str
    tone: Literal["warning", "info", "danger"] = "warning"


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One line of the assumptions."""

    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class FactGroup:
    """Assumptions on one subject."""

    name: str
    facts: tuple[Fact, ...]


def warnings(report: Report, sources: Sequence[Source], found: Sequence[Finding] = ()) -> list[Caution]:
    """Return what a careful reader would ask about, the gravest first; `found` is what is odd in the prices."""
    rules = (
        _ruined(report),
        _simulated(sources),
        *_doubts(found, "warning"),
        _never_traded(report, sources),
        _few_trades(report),
        _little_exposure(report),
        _short_period(report),
        _one_lucky_trade(report),
        _too_good(report),
        _unfilled(report),
        _filled_in_parts(report),
        _still_open(report),
        _knows_its_end(report),
        _could_not_be_checked(report),
        _several_classes(report),
        _left_out(report),
        *_doubts(found, "note"),
    )
    return [warning for warning in rules if warning]


def short_of_prices(notes: Sequence[str]) -> list[Caution]:
    """Return what to say of prices that no source could give when the run asked."""
    return [Caution(title="Not all prices could be fetched.", text=note) for note in notes]


def _ruined(report: Report) -> Caution | None:
    bar = report.account.ruined_bar
    if bar is None:
        return None
    times = report.account.times
    when = moments.words(moments.of(times[bar], with_time=moments.has_times(times)))
    return Caution(
        title=f"The account was wiped out on {when}.",
        text="Nothing was left to trade with, so nothing after that counts. Use a smaller size.",
        tone="danger",
    )


def _simulated(sources: Sequence[Source]) -> Caution | None:
    names = ", ".join(source["symbol"] for source in sources if source["is_simulated"])
    if not names:
        return None
    return Caution(
        title=f"{names} is simulated.",
        text="These prices were made up by a formula with a fixed seed. The result says nothing about any market.",
    )


def _doubts(found: Sequence[Finding], severity: Literal["warning", "note"]) -> list[Caution]:
    tone: Literal["warning", "info"] = "warning" if severity == "warning" else "info"
    doubts = price_quality.doubts([one for one in found if one["severity"] == severity])
    return [Caution(title=doubt.title, text=doubt.text, tone=tone) for doubt in doubts]


def _never_traded(report: Report, sources: Sequence[Source]) -> Caution | None:
    traded = {fill.symbol for fill in report.account.fills}
    left_out = [source["symbol"] for source in sources if source["symbol"] not in traded]
    if not traded or not left_out:
        return None
    return Caution(
        title=f"{', '.join(left_out)} never traded.",
        text=f"{'Buy and hold would hold every symbol. ' if report.benchmark_name == 'hold' else ''}"
        "Most strategies trade only their first one: go through self.datas to trade them all.",
    )


def _closed(report: Report) -> list[RoundTrip]:
    return [trade for trade in report.account.trades if not trade.is_open]


def _few_trades(report: Report) -> Caution | None:
    trades = len(_closed(report))
    if not 0 < trades < FEW_TRADES:
        return None
    return Caution(
        title=f"{trades} {'trade is' if trades == 1 else 'trades are'} a small sample.",
        text=f"Win rate and profit factor can change a lot with one more trade. Aim for {FEW_TRADES} or more.",
    )


def _little_exposure(report: Report) -> Caution | None:
    share = report.metrics.get("time_in_market")
    if not isinstance(share, float) or not report.account.trades or share >= LITTLE_EXPOSURE:
        return None
    return Caution(
        title=f"In the market {fmt.share(share, 2)} of the time.",
        text="Figures per year are stretched from a few bars. Read the trades one by one instead.",
    )


def _short_period(report: Report) -> Caution | None:
    times = report.account.times
    years = float((times[-1] - times[0]).astype("timedelta64[D]").astype(int)) / 365.25
    if years >= SHORT_YEARS:
        return None
    return Caution(
        title="Less than two years of prices.",
        text="One kind of market only. Yearly figures of a short period are unreliable.",
    )


def _one_lucky_trade(report: Report) -> Caution | None:
    gains = [trade.pnl_net for trade in _closed(report)]
    total, best = sum(gains), max(gains, default=0.0)
    if len(gains) < 2 or total <= 0 or best <= total * LUCKY_SHARE:
        return None
    return Caution(
        title="One trade made more than half of the result.",
        text=f"The best trade made {fmt.signed_money(best)} of {fmt.signed_money(total)} in all.",
    )


def _too_good(report: Report) -> Caution | None:
    sharpe, cagr = report.metrics.get("sharpe_ratio"), report.metrics.get("cagr")
    is_high = isinstance(sharpe, float) and sharpe > HIGH_SHARPE
    if not is_high and not (isinstance(cagr, float) and cagr > HIGH_CAGR):
        return None
    return Caution(
        title="This looks too good.",
        text="Results like this usually come from a mistake in the rules or from very few trades. Check the trades.",
    )


def _unfilled(report: Report) -> Caution | None:
    total, named = len(report.account.unfilled), unfilled.reasons(report)
    if not total:
        return None
    return Caution(
        title=f"{fmt.count(total)} {'order was' if total == 1 else 'orders were'} not filled ({named}).",
        text="Below the trades stands why, order by order.",
        tone="info",
    )


def _filled_in_parts(report: Report) -> Caution | None:
    parts = report.facts.get("orders_filled_in_parts", 0)
    if not parts:
        return None
    return Caution(
        title=f"{fmt.count(parts)} {'order was' if parts == 1 else 'orders were'} filled in parts.",
        text="They were larger than their share of a bar's volume, so the rest waited for the following bars "
        "and their prices.",
        tone="info",
    )


def _still_open(report: Report) -> Caution | None:
    still = [trade for trade in report.account.trades if trade.is_open]
    if not still:
        return None
    worth = fmt.signed_money(sum(trade.pnl_net for trade in still))
    return Caution(
        title=f"{len(still)} {'trade is' if len(still) == 1 else 'trades are'} still open at the end.",
        text=f"Valued at the last close: {worth}. The cost of closing is not included.",
        tone="info",
    )


def _knows_its_end(report: Report) -> Caution | None:
    found = hindsight.alarm(report.look_ahead)
    if not found or hindsight.is_alarming(report.look_ahead):
        return None
    where = f" Line {found.place.line}: {found.place.code}" if found.place else ""
    return Caution(title=found.title, text=f"{found.text} {found.first}{where} {found.to_do}", tone="info")


def _could_not_be_checked(report: Report) -> Caution | None:
    if report.look_ahead is None or not report.look_ahead.is_unchecked:
        return None
    return Caution(title=hindsight.UNCHECKED, text=hindsight.unchecked_words(report.look_ahead), tone="warning")


def _several_classes(report: Report) -> Caution | None:
    log = report.order_log
    if not (told := wording.classes(log.strategies, log.strategy_class)):
        return None
    return Caution(
        title=f"The code has {len(log.strategies)} strategy classes: {told}.",
        text="The last one runs unless another is chosen: “Change and run” offers the choice.",
        tone="info",
    )


def _left_out(report: Report) -> Caution | None:
    if not report.order_log.left_out:
        return None
    return Caution(
        title="Part of the script was left out.",
        text=f"Left out: {said(report.order_log.left_out)}. Prices, cash, costs and order size are those of this run.",
        tone="info",
    )


def fact_groups(
    report: Report, spec: Spec, sources: Sequence[Source], found: Sequence[Finding] | None = None
) -> tuple[FactGroup, ...]:
    """Return the assumptions behind the figures, subject by subject; without `found` nobody checked the prices."""
    told = (
        ("Prices and period", _of_prices(report, spec, sources, found)),
        ("Orders and account", _of_orders(report, spec)),
        ("Costs and interest", _of_costs(report, spec.costs)),
    )
    return tuple(
        FactGroup(name=name, facts=tuple(Fact(label=label, text=text) for label, text in known))
        for name, known in told
    )


def _of_prices(
    report: Report, spec: Spec, sources: Sequence[Source], found: Sequence[Finding] | None
) -> list[tuple[str, str]]:
    return [
        ("Data", "; ".join(dict.fromkeys(map(_source, sources))) or fmt.MISSING),
        ("Adjustment", "; ".join(dict.fromkeys(source["adjustment"] for source in sources)) or fmt.MISSING),
        ("Dividends", _dividends(sources)),
        ("Price check", price_quality.line(found)),
        ("Bars", f"{fmt.count(len(report.account.times))} {wording.interval(spec.interval)}"),
        *(_clock(sources) if moments.is_intraday(spec.interval) else []),
        ("Yearly figures", report.annualisation.text),
        ("Warm-up", warmup(sources, needed=report.order_log.warmup_bars)),
        ("Sample", "All of the period: nothing is held back"),
        ("Benchmark", _benchmark(report)),
    ]


def _of_orders(report: Report, spec: Spec) -> list[tuple[str, str]]:
    return [
        ("Orders fill at", "Next bar open"),
        *([("Orders for the close", FOR_THE_CLOSE)] if moments.is_intraday(spec.interval) else []),
        ("Volume", costing.volume(spec.costs, report.facts)),
        ("Sizing", sizing.sizing_words(spec=spec, facts=report.facts)),
        ("Cash reserve", sizing.reserve_words(spec=spec, facts=report.facts)),
        ("Leverage", leverage(spec.leverage)),
        ("Engine", _engine(report)),
        ("Look-ahead check", hindsight.line(report.look_ahead)),
    ]


def _of_costs(report: Report, costs: Costs) -> list[tuple[str, str]]:
    return [
        ("Commission", costing.commission(costs)),
        ("Fees", costing.fees(costs)),
        ("Slippage", f"{costing.slippage(costs)}, {costing.clipping(report.facts)}"),
        ("Market impact", costing.impact(costs)),
        ("Borrowing costs", costing.borrowing(costs)),
        ("Cash earns", costing.interest(costs)),
        ("Risk-free rate", "0.0%"),
        ("Not modelled", NOT_MODELLED),
    ]


def _benchmark(report: Report) -> str:
    """Return what the run is compared with; a symbol with fewer bars keeps its last value where it has none."""
    known = report.facts.get("benchmark", {})
    if report.benchmark_name == "hold":
        return "Buy and hold, same symbols, cash and costs"
    if report.benchmark_name == "cash":
        return "The starting cash, kept"
    gaps = f"; no price on {fmt.count(known['missing_bars'])} of the run's bars" if known.get("missing_bars") else ""
    return f"{report.benchmark_name} bought and held, same cash and costs{gaps}"


def warmup(sources: Sequence[Source], *, needed: int) -> str:
    """
    Return which bars the indicators saw before the run began, and how many they needed.

    >>> warmup([{"warmup_bars": 300, "warmup_from": "2007-10-23"}], needed=29)
    '300 warm-up bars from 23 Oct 2007; indicators needed 29'
    >>> warmup([{}], needed=29)
    'No bars before the period; indicators needed 29 of its own'
    """
    loaded = [source for source in sources if source.get("warmup_bars")]
    if not loaded:
        return f"No bars before the period; indicators needed {fmt.count(needed)} of its own"
    fewest = min(source.get("warmup_bars", 0) for source in sources)
    most = max(source["warmup_bars"] for source in loaded)
    number = fmt.count(most) if fewest == most else f"{fmt.count(fewest)} to {fmt.count(most)}"
    first = wording.day(min(source["warmup_from"] for source in loaded))
    late = f", so {fmt.count(needed - fewest)} of the period's own" if needed > fewest else ""
    return f"{number} warm-up bars from {first}; indicators needed {fmt.count(needed)}{late}"


def leverage(limit: float | None) -> str:
    """
    Return how large positions may be, in words.

    >>> leverage(2.0)
    'Long and short positions together up to 2 times equity when opened; closing is always allowed'
    >>> leverage(None)
    'No limit: purchases need cash, short sales nothing'
    """
    if limit is None:
        return "No limit: purchases need cash, short sales nothing"
    multiple = "equity" if limit == 1 else f"{limit:g} times equity"
    return f"Long and short positions together up to {multiple} when opened; closing is always allowed"


def _source(source: Source) -> str:
    says_so = source["source"].lower().startswith("simulated")
    return f"{source['source']}{', simulated' if source['is_simulated'] and not says_so else ''}"


def _clock(sources: Sequence[Source]) -> list[tuple[str, str]]:
    symbols = [source["symbol"] for source in sources]
    return [("Times", moments.whose_clock(symbols, [source.get("time_zone", "") for source in sources]))]


def _dividends(sources: Sequence[Source]) -> str:
    if all(source["is_simulated"] for source in sources):
        return "None"
    if all(source["adjustment"].startswith("Adjusted") for source in sources):
        return "In adjusted prices"
    return "Only where the prices themselves hold them; none are paid"


def _engine(report: Report) -> str:
    log = report.order_log
    if log.engine_path == "lean":
        return "Backtrader orders and values, lean loop"
    return f"Backtrader, stock loop{f': {log.path_reason}' if log.path_reason else ''}"
