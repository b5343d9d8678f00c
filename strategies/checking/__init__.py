"""Source text to findings, parameters and class names, without running it."""

from strategies.checking.classes import strategy_classes
from strategies.checking.findings import Finding
from strategies.checking.linting import check
from strategies.checking.parameters import Parameter, describe_params, read_params
from strategies.checking.parsing import parsed

__all__ = ["Finding", "Parameter", "check", "describe_params", "parsed", "read_params", "strategy_classes"]
