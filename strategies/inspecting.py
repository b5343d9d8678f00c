"""The one way from the site to what is in a piece of code: it is looked through once, and the answer is kept."""

from collections import OrderedDict
from threading import Lock
from typing import Final

from strategies.checking.findings import Inspection
from strategies.checking.inspection import inspected
from strategies.models import sha256_of

# A page asks about one text several times, and people look at few texts at once.
MAX_KEPT: Final = 200

_kept: OrderedDict[tuple[str, str | None], Inspection] = OrderedDict()
_lock: Final = Lock()


def inspection_of(source: str, strategy_class: str | None = None) -> Inspection:
    """Return what can be said of a text without running it."""
    key = (sha256_of(source), strategy_class)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = inspected(source, strategy_class)
    with _lock:
        _kept[key] = found
        while len(_kept) > MAX_KEPT:
            _kept.popitem(last=False)
    return found
