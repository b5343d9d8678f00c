"""A rule over indicators, as people write it, -> what it asks, or a sentence on what was not understood."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from indicators.library import registry
from indicators.library.entry import BadParameter, Entry, Output, Setting

MOST_LETTERS: Final = 300
MOST_COMPARISONS: Final = 10
DEEPEST: Final = 8
# No period that anybody screens by is longer, and some functions take as many steps a bar.
LONGEST_PERIOD: Final = 2_000
LARGEST: Final = 1e15
PRICES: Final = ("open", "high", "low", "close", "volume")
SIGNS: Final = ("<", "<=", ">", ">=", "=", "!=")
OTHER_SIGNS: Final = {"≤": "<=", "≥": ">=", "==": "=", "<>": "!=", "≠": "!=", "below": "<", "above": ">"}
CROSSINGS: Final = ("crosses above", "crosses below")
SHARES: Final = ("of", "above", "below")
TOKEN: Final = re.compile(r"\s*(?:([0-9]*\.?[0-9]+|[A-Za-z_]\w*|<=|>=|==|!=|<>|[-−<>=≤≥≠(),.%])|(\S))", re.ASCII)


class RuleError(ValueError):
    """A rule that was not understood; the text says where and what may stand there."""


@dataclass(frozen=True)
class Number:
    """A number, the same on every bar."""

    value: float


@dataclass(frozen=True)
class Price:
    """A column of the bars."""

    column: str

    @property
    def label(self) -> str:
        """Return it as it is written in a rule."""
        return self.column.upper()


@dataclass(frozen=True)
class Line:
    """An output of an indicator with its settings, computed over a column other than the usual one if `over` says."""

    entry: Entry
    settings: tuple[tuple[str, Setting], ...]
    output: Output
    over: str = ""

    @property
    def label(self) -> str:
        """Return it as it is written in a rule."""
        given = [self.over.upper()] if self.over else []
        given += [_written(value) for _, value in self.settings]
        name = f"{self.entry.name}({', '.join(given)})" if given else self.entry.name
        return f"{name}.{self.output.name}" if len(self.entry.outputs) > 1 else name


@dataclass(frozen=True)
class Scaled:
    """So many times something: 5% above it is 1.05 times."""

    factor: float
    of: "Price | Line"


Operand = Number | Price | Line | Scaled


@dataclass(frozen=True)
class Comparison:
    """Two sides and a sign between them, or a crossing."""

    left: Operand
    sign: str
    right: Operand


@dataclass(frozen=True)
class Every:
    """All of some rules."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True)
class Some:
    """At least one of some rules."""

    rules: tuple["Rule", ...]


Rule = Comparison | Every | Some


def parse(text: str) -> Rule:
    """
    Return what a rule asks.

    >>> rule = parse("rsi(14) below 30 and close > 5% above sma(200)")
    >>> [line.label for line in lines(rule)], [one.sign for one in comparisons(rule)]
    (['RSI(14)', 'CLOSE', 'SMA(200)'], ['<', '>'])

    :raises RuleError: if it is not understood, naming what was read and what may follow.
    """
    if len(text) > MOST_LETTERS:
        raise RuleError(f"The rule has {len(text):,} letters. Write it with {MOST_LETTERS} or fewer.")
    reader = _Reader(text)
    rule = reader.rule()
    reader.end()
    if (count := len(list(comparisons(rule)))) > MOST_COMPARISONS:
        raise RuleError(f"The rule has {count} comparisons. Use {MOST_COMPARISONS} or fewer.")
    return rule


def comparisons(rule: Rule) -> Iterator[Comparison]:
    """Yield the comparisons of a rule in their order."""
    if isinstance(rule, Comparison):
        yield rule
    else:
        for one in rule.rules:
            yield from comparisons(one)


def lines(rule: Rule) -> list[Price | Line]:
    """Return the prices and indicators of a rule, each once, in their order."""
    sides = [side for one in comparisons(rule) for side in (one.left, one.right)]
    bare = [side.of if isinstance(side, Scaled) else side for side in sides]
    return list(dict.fromkeys(side for side in bare if not isinstance(side, Number)))


def _written(value: Setting) -> str:
    """
    Return a setting as it is written in a rule.

    >>> _written(2.0), _written(1e8), _written(0.02), _written("EMA")
    ('2', '100000000', '0.02', 'EMA')
    """
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)


class _Reader:
    """Reads a rule from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.ends: list[int] = []
        self.text = " ".join(text.split())
        for found in TOKEN.finditer(self.text):
            if found[2]:
                raise RuleError(f"“{found[2]}” has no meaning in a rule. {self._example()}")
            self.tokens.append(found[1].replace("−", "-"))
            self.ends.append(found.end())
        self.at = 0
        self.depth = 0

    @staticmethod
    def _example() -> str:
        return "Write it like RSI(14) < 30 and CLOSE > SMA(200)."

    @property
    def next(self) -> str:
        """Return the next word in lower case, nothing at the end."""
        return self.tokens[self.at].lower() if self.at < len(self.tokens) else ""

    def took(self, *words: str) -> str:
        """Step over the next word if it is one of these, and return it."""
        word = self.next
        if word not in words:
            return ""
        self.at += 1
        return word

    def wanted(self, what: str) -> RuleError:
        """Return what to raise where something else must stand."""
        if not self.tokens:
            return RuleError(f"There is no rule. {self._example()}")
        after = f"After “{self.text[: self.ends[self.at - 1]].strip()}” there" if self.at else "At the beginning there"
        found = f"not “{self.tokens[self.at]}”" if self.next else "but the rule ends"
        return RuleError(f"{after} must be {what}, {found}.")

    def end(self) -> None:
        if self.next:
            raise self.wanted("“and”, “or” or the end")

    def rule(self) -> Rule:
        found = [self.every()]
        while self.took("or"):
            found.append(self.every())
        return found[0] if len(found) == 1 else Some(tuple(found))

    def every(self) -> Rule:
        found = [self.part()]
        while self.took("and"):
            found.append(self.part())
        return found[0] if len(found) == 1 else Every(tuple(found))

    def part(self) -> Rule:
        if not self.took("("):
            return self.comparison()
        self.depth += 1
        if self.depth > DEEPEST:
            raise RuleError(f"The rule has more than {DEEPEST} brackets inside each other. Use fewer.")
        rule = self.rule()
        if not self.took(")"):
            raise self.wanted("“)”, “and” or “or”")
        self.depth -= 1
        return rule

    def comparison(self) -> Comparison:
        left = self.operand()
        found = Comparison(left, self.sign(), self.operand())
        if not lines(found):
            raise RuleError(f"A comparison of two numbers tells nothing. {self._example()}")
        return found

    def sign(self) -> str:
        self.took("is")
        if self.took("crosses"):
            side = self.took("above", "below")
            if not side:
                raise self.wanted("“above” or “below”")
            return f"crosses {side}"
        if word := self.took(*SIGNS, *OTHER_SIGNS):
            return OTHER_SIGNS.get(word, word)
        raise self.wanted("a comparison: <, <=, >, >=, =, !=, “crosses above” or “crosses below”")

    def operand(self) -> Operand:
        if self.next == "-" or (self.next[:1] in set(".0123456789") and self.next != "."):
            return self.amount()
        return self.line()

    def amount(self) -> Operand:
        number = self.number()
        if not self.took("%"):
            return Number(number)
        side = self.took(*SHARES)
        if not side:
            raise self.wanted("“of”, “above” or “below” and a price or an indicator, as in 5% above SMA(200)")
        factor = {"of": number, "above": 100 + number, "below": 100 - number}[side] / 100
        return Scaled(factor, self.line())

    def number(self) -> float:
        sign = -1 if self.took("-") else 1
        if not re.fullmatch(r"[0-9]*\.?[0-9]+", self.next):
            raise self.wanted("a number")
        number = float(self.next)
        if number > LARGEST:
            raise RuleError(f"The number {self.next[:20]}… is too large. Use one of {LARGEST:.0f} or less.")
        self.at += 1
        return sign * number

    def line(self) -> Price | Line:
        word = self.next
        if not word[:1].isalpha() or word in ("and", "or", "is", "crosses", "above", "below", "of"):
            raise self.wanted("a number, a price or an indicator")
        if (column := "close" if word == "price" else word) in PRICES:
            self.at += 1
            return Price(column)
        entry = _entry(self.tokens[self.at])
        self.at += 1
        over, given = self.given(entry) if self.took("(") else ("", {})
        return _line(entry, over, given, self.output(entry))

    def given(self, entry: Entry) -> tuple[str, dict[str, object]]:
        """Return the column and the settings between the brackets behind an indicator's name."""
        over, given = "", dict[str, object]()
        if self.next in PRICES:
            over = self.took(*PRICES)
            if entry.inputs != ("real",):
                reads = ", ".join(column.upper() for column in entry.columns)
                raise RuleError(f"{entry.name} reads {reads}, and no other price can be put in their place.")
            if not self.took(","):
                return self.closed(over, given)
        elif self.took(")"):
            return over, given
        while True:
            name, value = self.setting(entry, len(given))
            given[name] = value
            if not self.took(","):
                return self.closed(over, given)

    def closed(self, over: str, given: dict[str, object]) -> tuple[str, dict[str, object]]:
        if not self.took(")"):
            raise self.wanted("“,” or “)”")
        return over, given

    def setting(self, entry: Entry, place: int) -> tuple[str, object]:
        """Return a setting: by its name, or by its place among those the indicator has."""
        names = [one.name for one in entry.parameters]
        if self.next[:1].isalpha() and self.tokens[self.at + 1 : self.at + 2] == ["="]:
            name = self.next
            self.at += 2
        elif place < len(names):
            name = names[place]
        else:
            takes = f"It takes {', '.join(names)}." if names else "It takes none."
            raise RuleError(f"{entry.name} has too many settings. {takes}")
        if self.next[:1].isalpha():
            self.at += 1
            return name, self.tokens[self.at - 1]
        return name, self.number()

    def output(self, entry: Entry) -> Output:
        """Return the line that is named behind a dot, or the one that goes by the indicator's own name."""
        known = {one.name: one for one in entry.outputs}
        names = ", ".join(f"{entry.name}.{name}" for name in known)
        if self.took("."):
            if self.next not in known:
                raise self.wanted(f"the name of a line ({names})")
            return known[self.took(*known)]
        if len(known) == 1 or entry.slug in known:
            return known.get(entry.slug, entry.outputs[0])
        raise RuleError(f"{entry.name} has {len(known)} lines. Say which one is meant: {names}.")


def _entry(word: str) -> Entry:
    """
    Return the indicator of a name.

    :raises RuleError: if there is none, naming the nearest, or it cannot be screened by.
    """
    try:
        entry = registry.find(word)
    except registry.UnknownIndicator as problem:
        near = difflib.get_close_matches(word.lower(), PRICES, n=1, cutoff=0.7)
        hint = f"There is no price or indicator “{word}”. Did you mean {near[0].upper()}?" if near else str(problem)
        raise RuleError(hint) from None
    if entry.repaints:
        raise RuleError(f"{entry.name} repaints: what it says of the last bar is not settled yet. Choose another.")
    return entry


def _line(entry: Entry, over: str, given: dict[str, object], output: Output) -> Line:
    try:
        settings = entry.settings(given)
        long = [name for name, value in settings.items() if isinstance(value, int) and value > LONGEST_PERIOD]
        if long:
            raise RuleError(f"{entry.name}: {long[0]} is {settings[long[0]]:,}. Rules take up to {LONGEST_PERIOD:,}.")
        # Settings that do not fit together are told before any prices are read.
        registry.warm_up(entry, settings)
    except BadParameter as problem:
        raise RuleError(_named(entry, str(problem))) from None
    return Line(entry, tuple(settings.items()), output, "" if (over,) == entry.columns else over)


def _named(entry: Entry, problem: str) -> str:
    return problem if problem.startswith(entry.name) else f"{entry.name}: {problem}"
