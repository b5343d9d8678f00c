"""Numbers and dates as the design writes them: rounded first, then signed, with a real minus sign."""

import math
from datetime import date, datetime
from numbers import Real
from typing import Final, TypeGuard

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

Number = float | int | None
MINUS: Final = "\N{MINUS SIGN}"
MISSING: Final = "\N{EN DASH}"
CURRENCY_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£"}
SECONDS_PER_DAY: Final = 86_400


def _is_there(value: Number) -> TypeGuard[float | int]:
    # A template hands over "" for a variable it does not know: that counts as missing, too.
    return isinstance(value, Real) and math.isfinite(value)


def _rounded(value: float, digits: int) -> tuple[str, str]:
    """Return the sign and the digits of a rounded number; what rounds to zero has no sign."""
    text = f"{abs(value):,.{digits}f}"
    if not text.strip("0.,"):
        return "", text
    return (MINUS if value < 0 else "+"), text


def _joined(value: Number, digits: int, *, plus: bool, scale: float = 1, before: str = "", after: str = "") -> str:
    if not _is_there(value):
        return MISSING
    sign, text = _rounded(value * scale, digits)
    shown_sign = sign if plus or sign == MINUS else ""
    return f"{shown_sign}{before}{text}{after}"


@register.filter
def percent(value: Number, digits: int = 1) -> str:
    """
    Show a return held as a fraction, always signed.

    >>> percent(0.605), percent(-0.174), percent(-0.0004), percent(0.00237, 2)
    ('+60.5%', '−17.4%', '0.0%', '+0.24%')
    >>> percent(None)
    '–'
    """
    return _joined(value, digits, scale=100, plus=True, after="%")


@register.filter
def share(value: Number, digits: int = 1) -> str:
    """
    Show a part of a whole, a rate or a volatility: a fraction without a plus sign.

    >>> share(0.542), share(0.0005, 2), share(1)
    ('54.2%', '0.05%', '100.0%')
    """
    return _joined(value, digits, scale=100, plus=False, after="%")


@register.filter
def drawdown(value: Number, digits: int = 1) -> str:
    """
    Show a fall from a peak, held as a positive fraction, as a negative figure.

    >>> drawdown(0.154), drawdown(0)
    ('−15.4%', '0.0%')
    """
    return _joined(-abs(value) if _is_there(value) else None, digits, scale=100, plus=False, after="%")


@register.filter
def points(value: Number, digits: int = 1) -> str:
    """
    Show the difference of two fractions in percentage points.

    >>> points(-0.588), points(0.0001)
    ('−58.8 pts', '0.0 pts')
    """
    return _joined(value, digits, scale=100, plus=True, after=" pts")


@register.filter
def ratio(value: Number, digits: int = 2) -> str:
    """
    Show a ratio such as Sharpe: two decimals, signed only when negative.

    >>> ratio(0.7349), ratio(-0.45), ratio(float("nan"))
    ('0.73', '−0.45', '–')
    """
    return _joined(value, digits, plus=False)


@register.filter
def signed(value: Number, digits: int = 2) -> str:
    """
    Show a plain number with its sign.

    >>> signed(1.5), signed(-0.001), signed(-2, 0)
    ('+1.50', '0.00', '−2')
    """
    return _joined(value, digits, plus=True)


@register.filter
def money(value: Number, currency: str = "USD") -> str:
    """
    Show an amount in whole units, the sign before the currency.

    >>> money(160471.2), money(-2302), money(95.4, "EUR"), money(1000, "CHF")
    ('$160,471', '−$2,302', '€95', 'CHF 1,000')
    """
    return _joined(value, 0, plus=False, before=CURRENCY_SIGNS.get(currency, f"{currency} "))


@register.filter
def cents(value: Number, currency: str = "USD") -> str:
    """
    Show an amount with cents, for balances, fills and costs.

    >>> cents(103418.216), cents(-0.004)
    ('$103,418.22', '$0.00')
    """
    return _joined(value, 2, plus=False, before=CURRENCY_SIGNS.get(currency, f"{currency} "))


@register.filter
def signed_money(value: Number, currency: str = "USD") -> str:
    """
    Show a gain or loss in whole units, always signed.

    >>> signed_money(214.6), signed_money(-2302.1), signed_money(0.2)
    ('+$215', '−$2,302', '$0')
    """
    return _joined(value, 0, plus=True, before=CURRENCY_SIGNS.get(currency, f"{currency} "))


@register.filter
def price(value: Number, decimals: int = 2) -> str:
    """
    Show a price at the instrument's precision.

    >>> price(586.1), price(1.08215, 5)
    ('586.10', '1.08215')
    """
    return _joined(value, decimals, plus=False)


@register.filter
def quantity(value: Number, most_digits: int = 6) -> str:
    """
    Show a number of units, with decimals only where there are some.

    >>> quantity(1824.0), quantity(-0.25), quantity(12.5)
    ('1,824', '−0.25', '12.5')
    """
    text = _joined(value, most_digits, plus=False)
    return text.rstrip("0").rstrip(".") if "." in text else text


@register.filter
def count(value: Number) -> str:
    """
    Show a count with separators.

    >>> count(1824), count(0), count(None)
    ('1,824', '0', '–')
    """
    return _joined(value, 0, plus=False)


@register.filter
def compact(value: Number, before: str = "") -> str:
    """
    Show a figure shortly, for an axis.

    >>> compact(150_000, "$"), compact(1_234_567), compact(-2_500, "$"), compact(80)
    ('$150k', '1.2M', '−$2.5k', '80')
    """
    if not _is_there(value):
        return MISSING
    size, letter = next(
        ((size, letter) for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")) if abs(value) >= size), (1.0, "")
    )
    text = _joined(value / size, 1, plus=False, before=before)
    return text.removesuffix(".0") + letter


@register.filter
def days(value: Number) -> str:
    """
    Show a number of days.

    >>> days(1), days(1824)
    ('1 day', '1,824 days')
    """
    text = count(value)
    return text if text == MISSING else f"{text} {'day' if text == '1' else 'days'}"


@register.filter
def duration(seconds: Number) -> str:
    """
    Show a length of time at a precision a reader can use.

    >>> duration(0.24), duration(4.81), duration(42.2), duration(200), duration(7500), duration(200_000)
    ('240 ms', '4.8 s', '42 s', '3 min 20 s', '2 h 5 min', '2 days')
    """
    if not _is_there(seconds):
        return MISSING
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.5:
        return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"
    whole = round(seconds)
    if whole < 3600:
        return _two_units(whole, 60, "min", "s")
    if whole < SECONDS_PER_DAY:
        return _two_units(whole // 60, 60, "h", "min")
    return days(whole // SECONDS_PER_DAY)


def _two_units(value: int, size: int, big: str, small: str) -> str:
    whole, rest = divmod(value, size)
    return f"{whole} {big} {rest} {small}" if rest else f"{whole} {big}"


@register.filter
def milliseconds(value: Number) -> str:
    """
    Show a length of time held in milliseconds.

    >>> milliseconds(240), milliseconds(4800)
    ('240 ms', '4.8 s')
    """
    return duration(value / 1000) if _is_there(value) else MISSING


@register.filter
def day(value: date | datetime | str | None) -> SafeString | str:
    """
    Show a date as a <time> element; ISO text is understood as well.

    >>> day(date(2025, 2, 1))
    '<time datetime="2025-02-01">1 Feb 2025</time>'
    >>> day("2013-03-01T00:00:00+00:00")
    '<time datetime="2013-03-01">1 Mar 2013</time>'
    >>> day(None)
    '–'
    """
    if not value:
        return MISSING
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.date()
    return format_html('<time datetime="{}">{} {}</time>', value.isoformat(), value.day, f"{value:%b %Y}")


@register.filter
def bar_time(value: date | datetime | str | None) -> SafeString | str:
    """
    Show when a bar was as a <time> element: a date, or within days the time of its exchange's clock as well.

    >>> bar_time(datetime(2025, 2, 11, 9, 35))
    '<time datetime="2025-02-11T09:35">11 Feb 2025, 09:35</time>'
    >>> bar_time("2025-02-11")
    '<time datetime="2025-02-11">11 Feb 2025</time>'
    """
    # A date's ten letters, or more with a time.
    if isinstance(value, str) and len(value) > 10:
        value = datetime.fromisoformat(value)
    if not isinstance(value, datetime):
        return day(value)
    iso = value.isoformat(timespec="minutes")
    return format_html('<time datetime="{}">{} {}</time>', iso, value.day, f"{value:%b %Y, %H:%M}")


@register.filter
def moment(value: datetime | None) -> SafeString | str:
    """
    Show a date and time as a <time> element, in the zone Statis runs in and naming it.

    >>> from datetime import UTC
    >>> moment(datetime(2025, 2, 11, 14, 36, tzinfo=UTC))
    '<time datetime="2025-02-11T14:36:00+00:00">11 Feb 2025, 14:36 UTC</time>'
    """
    if not value:
        return MISSING
    local = timezone.localtime(value)
    shown = f"{local.day} {local:%b %Y, %H:%M %Z}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), shown)


@register.filter
def direction(value: Number, shown_as: str = "percent") -> str:
    """
    Return the CSS class of a gain or loss, decided after the rounding of the named format.

    >>> direction(0.02), direction(-0.0004), direction(-0.0004, "percent2"), direction(-0.4, "money"), direction(None)
    ('gain', 'flat', 'loss', 'flat', 'flat')
    """
    scale, digits = _ROUNDINGS[shown_as]
    if not _is_there(value):
        return "flat"
    sign, _ = _rounded(value * scale, digits)
    return {"+": "gain", MINUS: "loss", "": "flat"}[sign]


_ROUNDINGS: Final = {"percent": (100, 1), "percent2": (100, 2), "money": (1, 0), "cents": (1, 2), "ratio": (1, 2)}
