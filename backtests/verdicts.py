"""The verdict in words: fixed rules over three comparisons, both numbers always stated, no judgement of the future."""

from dataclasses import dataclass
from typing import Final

from engine.metrics.metric import MetricValues
from engine.spec import Spec
from statis.templatetags import fmt

SAME_RETURN: Final = 0.005
SAME_SHARPE: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Words:
    """A headline and the sentence with the numbers behind it."""

    headline: str
    text: str


def _value(values: MetricValues, key: str) -> float | None:
    value = values.get(key)
    return None if value is None or isinstance(value, str) else float(value)


def _held(spec: Spec) -> str:
    if spec.benchmark == "cash":
        return "keeping the cash"
    symbols = [spec.benchmark_symbol] if spec.benchmark_symbol else spec.symbols
    return f"holding {symbols[0]}" if len(symbols) == 1 else f"holding the same {len(symbols)} symbols"


def return_words(own: float, other: float, held: str) -> str:
    """
    Return the first half of the headline.

    >>> return_words(0.605, 1.193, "holding SPY")
    'Less return than holding SPY'
    """
    if abs(own - other) < SAME_RETURN:
        return f"About the same return as {held}"
    return f"{'More' if own > other else 'Less'} return than {held}"


def fall_words(own: float, other: float) -> str:
    """
    Return the second half of the headline: the worst loss beside the benchmark's.

    >>> fall_words(0.154, 0.356), fall_words(0.36, 0.356)
    ('with less than half of its worst loss', 'with about the same worst loss')
    """
    if own <= 0:
        return "without any loss on the way"
    if other <= 0:
        return "with a loss on the way that the benchmark did not have"
    limits = (
        (0.5, "with less than half of its worst loss"),
        (0.9, "with a smaller worst loss"),
        (1.1, "with about the same worst loss"),
        (2.0, "with a larger worst loss"),
    )
    ratio = own / other
    return next((words for limit, words in limits if ratio < limit), "with more than twice its worst loss")


def sharpe_words(own: float | None, other: float | None) -> str:
    """
    Return the sentence on risk-adjusted return.

    >>> sharpe_words(0.73, 0.76)
    'Risk-adjusted return is about equal (Sharpe ratio 0.73 and 0.76).'
    >>> sharpe_words(None, 0.76)
    'A Sharpe ratio cannot be stated for both, so risk-adjusted return is not compared.'
    """
    if own is None or other is None:
        return "A Sharpe ratio cannot be stated for both, so risk-adjusted return is not compared."
    pair = f"(Sharpe ratio {fmt.ratio(own)} and {fmt.ratio(other)})"
    if abs(own - other) < SAME_SHARPE:
        return f"Risk-adjusted return is about equal {pair}."
    return f"Risk-adjusted return is {'higher' if own > other else 'lower'} {pair}."


def verdict(metrics: MetricValues, benchmark: MetricValues, spec: Spec, *, has_traded: bool) -> Words:
    """Return the verdict on a finished run."""
    held = _held(spec)
    if not has_traded:
        return _never_traded(metrics, benchmark, held)
    own, other = _value(metrics, "total_return"), _value(benchmark, "total_return")
    own_fall, other_fall = _value(metrics, "max_drawdown"), _value(benchmark, "max_drawdown")
    if own is None or other is None or own_fall is None or other_fall is None:
        return Words(headline="This run is too short to compare.", text="There are not enough bars for a verdict.")
    return Words(
        headline=f"{return_words(own, other, held)}, {fall_words(own_fall, other_fall)}.",
        text=(
            f"The strategy returned {fmt.percent(own)} against {fmt.percent(other)} for {held}. "
            f"Its deepest fall was {fmt.drawdown(own_fall)} instead of {fmt.drawdown(other_fall)}. "
            + sharpe_words(_value(metrics, "sharpe_ratio"), _value(benchmark, "sharpe_ratio"))
        ),
    )


def _never_traded(metrics: MetricValues, benchmark: MetricValues, held: str) -> Words:
    return Words(
        headline="The strategy never traded.",
        text=(
            f"It kept its cash ({fmt.percent(_value(metrics, 'total_return'))}) while {held} returned "
            f"{fmt.percent(_value(benchmark, 'total_return'))}. Look at the log and at unfilled orders below: its "
            "conditions were never met in this period, or its orders were larger than the cash."
        ),
    )
