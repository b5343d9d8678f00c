"""Why a run ended."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Verdict(StrEnum):
    """One code for every way a run can end; where the run is now is its state, kept apart."""

    OK = "OK"
    STRATEGY_ERROR = "STRATEGY_ERROR"
    REJECTED_CODE = "REJECTED_CODE"
    TIME = "TIME"
    MEMORY = "MEMORY"
    OUTPUT = "OUTPUT"
    FORBIDDEN = "FORBIDDEN"
    CRASHED = "CRASHED"
    BAD_RESULT = "BAD_RESULT"
    NO_DATA = "NO_DATA"
    CANCELLED = "CANCELLED"
    OUR_FAULT = "OUR_FAULT"


# What people read for each code, wherever they meet it.
LABELS: Final[Mapping[Verdict, str]] = MappingProxyType(
    {
        Verdict.OK: "Finished",
        Verdict.STRATEGY_ERROR: "Error in the strategy",
        Verdict.REJECTED_CODE: "Code rejected",
        Verdict.TIME: "Out of time",
        Verdict.MEMORY: "Out of memory",
        Verdict.OUTPUT: "Too much output",
        Verdict.FORBIDDEN: "Forbidden action",
        Verdict.CRASHED: "Crashed",
        Verdict.BAD_RESULT: "Result did not add up",
        Verdict.NO_DATA: "No price data",
        Verdict.CANCELLED: "Cancelled",
        Verdict.OUR_FAULT: "Failed on our side",
    }
)
