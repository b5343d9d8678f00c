"""Check a strategy's code and say line by line what will not work. Helpful, never the security boundary."""

from engine.script.isolation import Script
from engine.script.names import Names
from strategies.checking.catalogue import check_indicators
from strategies.checking.findings import Finding
from strategies.checking.habits import check_counted_bars, check_shadowed
from strategies.checking.lookahead import check_lookahead
from strategies.checking.parsing import check_compiles
from strategies.checking.policy import MAX_FINDINGS
from strategies.checking.reaching import check_files, check_imports, check_reaches, check_walks
from strategies.checking.rules import check_calls, check_classes, check_left_out, check_missing


def lint(script: Script, names: Names, source: str, strategy_class: str | None) -> list[Finding]:
    """Return what is wrong or doubtful in this code, in the order of its lines; nothing means it may be run."""
    findings = [
        *check_left_out(script),
        *check_missing(script, names),
        *check_compiles(script, source),
        *check_classes(names, strategy_class),
        *check_imports(names),
        *check_indicators(names),
        *check_reaches(names),
        *check_files(names),
        *check_calls(names),
        *check_walks(names),
        *check_lookahead(names),
        *check_shadowed(names),
        *check_counted_bars(names),
    ]
    findings.sort(key=lambda finding: (finding.line or 0, finding.column or 0))
    return findings[:MAX_FINDINGS]
