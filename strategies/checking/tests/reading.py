"""Short ways for tests to ask what an inspection says."""

from engine.spec import ParamValue
from strategies.checking.findings import Finding
from strategies.checking.inspection import inspected


def check(source: str, strategy_class: str | None = None) -> list[Finding]:
    return list(inspected(source, strategy_class).findings)


def errors(source: str) -> list[str]:
    return [finding.message for finding in inspected(source).errors]


def read_params(source: str, strategy_class: str | None = None) -> dict[str, ParamValue]:
    return {one.name: one.value for one in inspected(source).parameters_of(strategy_class)}
