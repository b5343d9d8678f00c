"""How a generation, and each attempt at writing the code, may end."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

VERDICTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "OK": "Checked and tried",
        "REFUSED": "Declined",
        "STOPPED": "Stopped by you",
        "UNMENDED": "Still failing after every round",
        "REPEATED": "The same error or code came back",
        "NO_ANSWER": "No usable answer",
        "TIME": "Took too long",
        "OUR_FAULT": "Interrupted on our side",
    }
)
OUTCOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "OK": "Passed",
        "FAILED": "Failed",
        "REPEATED": "Same error or code as before",
        "LOOPED": "Repeated itself without end",
        "NO_ANSWER": "No usable answer",
        "STOPPED": "Stopped",
    }
)
