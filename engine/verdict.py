"""Why a run ended."""

from enum import StrEnum


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
