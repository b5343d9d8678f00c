"""What a strategy can import, as data. The sandbox enforces; this only lets us say it early and clearly."""

from typing import Final


def words(text: str) -> frozenset[str]:
    """
    Return the words of a text.

    >>> sorted(words("abc json"))
    ['abc', 'json']
    """
    return frozenset(text.split())


AVAILABLE: Final = words("""
    __future__ abc argparse array backtrader bisect calendar cmath collections contextlib copy dataclasses datetime
    decimal enum fractions functools hashlib heapq io itertools json logging math numbers numpy operator pandas pprint
    random re statistics statis_indicators string talib textwrap time traceback types typing warnings weakref zoneinfo
""")


def is_available(module: str) -> bool:
    """
    Say whether a strategy can import this module.

    >>> is_available("datetime"), is_available("matplotlib.pyplot"), is_available("")
    (True, False, False)
    """
    return module.split(".")[0] in AVAILABLE
