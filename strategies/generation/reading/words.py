"""A text as words in their base form, each knowing the characters it was made of, so that quotes are exact."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, Literal, overload

from strategies.generation.reading import slang, spelling

Kind = Literal["word", "number", "ordinal", "time", "sign", "break"]

# One character each, so that positions stay those of the original.
ASCII: Final = str.maketrans(
    {
        **dict.fromkeys("‘’ʼ`´′", "'"),
        **dict.fromkeys("“”„«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("×✕✖", "x"),
        **dict.fromkeys("•‣▪●◦·∙➤►▶✓✔→", "•"),
        **dict.fromkeys("\u00a0\u2009\u202f\t", " "),
        **dict.fromkeys("\u2028\u2029\r\x0b\x0c", "\n"),
        **dict.fromkeys("％", "%"),
        **dict.fromkeys("€£¥", "$"),
    }
)

TOKEN: Final = re.compile(
    r"""
    (?P<lines>[ ]*\n\s*)
    |(?P<space>\s+)
    |(?P<clock>\d{1,2}:\d{2}(?:\s?[ap]\.?m\b\.?)?|\d{1,2}\s?[ap]\.?m\b\.?)
    |(?P<nth>\d+(?:st|nd|rd|th)\b)
    |(?P<joined>\b(?:t3|[rs][1-4]|nr[47]|hlc?c?[234]|ohlc4|q[1-4]|log10|s&p(?:[ ]?500)?|sp500|rocr100|cdl\w+)\b)
    |(?P<percent_letter>%[kdrbj]\b|\b[kd]%)
    |(?P<direction>(?<![\w)])[+-]\s?d[im]\b|\bd[im]\s?[+-](?!\w))
    |(?P<number>(?<=\$)\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:,\d{3}){2,}|\d{1,3},[05]00\b|\d+(?:\.\d+)?|\.\d+)
    |(?P<letters>(?:e\.g\.|i\.e\.|etc\.|vs\.|approx\.|[ap]/[ldes]\b|p/e\b|w/o?(?=\s)|[^\W\d_]+(?:'[^\W\d_]+)?))
    |(?P<comparison><=|=<|>=|=>|==|!=|<>|&&|\|\||[<>≥≤=&≈])
    |(?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
BULLET: Final = re.compile(r"(?:[-*+•>]+|\(?\d{1,2}[.)]|\(?[a-h][.)])\s+(?=\S)")
COMPARISONS: Final = {
    **dict.fromkeys(("=<", "≤"), "<="),
    **dict.fromkeys(("=>", "≥"), ">="),
    **dict.fromkeys(("==", "≈"), "="),
    **dict.fromkeys(("&&", "&"), "and"),
    "||": "or",
    "<>": "!=",
}
SIGNS: Final = frozenset("%$()[]{},;:/+-*^@")
ENDS: Final = frozenset(".!?")
THOUSANDS: Final = {"k": 1e3, "mm": 1e6, "mio": 1e6, "mln": 1e6, "bn": 1e9}
# What a letter means that stands right behind a number.
AFTER_NUMBERS: Final = {
    **dict.fromkeys(("d", "day"), "day"),
    "w": "week",
    "mo": "month",
    "mos": "month",
    "y": "year",
    "h": "hour",
    "x": "times",
    "p": "period",
    "bp": "bps",
    "b": "bar",
    "c": "candle",
    "dma": "day moving average",
    "dsma": "day simple moving average",
    "dema": "day exponential moving average",
    "wma": "week moving average",
    "wema": "week exponential moving average",
    "d-ma": "day moving average",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign in its base form, and where it stands in the original."""

    text: str
    start: int
    end: int
    kind: Kind = "word"
    value: float = 0.0
    raw: str = ""


class Words(Sequence[Word]):
    """The words of a text."""

    def __init__(self, text: str, words: tuple[Word, ...]) -> None:
        self.text = text
        self._words = words
        self.texts = tuple(word.text for word in words)

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Word]: ...
    def __getitem__(self, at: int | slice) -> Word | Sequence[Word]:
        return self._words[at]

    def __len__(self) -> int:
        return len(self._words)

    def __repr__(self) -> str:
        return f"Words({' '.join(self.texts)!r})"

    def quote(self, first: int, end: int) -> str:
        """
        Return the original characters of some words, exactly as typed.

        >>> read_words("Buy  when RSI14<30!").quote(1, 5)
        'when RSI14<'
        """
        if first >= end or first >= len(self):
            return ""
        return self.text[self[first].start : self[min(end, len(self)) - 1].end].strip()

    def said(self, at: int) -> str:
        """Return the normalised text of a word, and nothing beyond the ends."""
        return self.texts[at] if 0 <= at < len(self.texts) else ""

    def kind(self, at: int) -> str:
        """Return the kind of a word, and nothing beyond the ends."""
        return self._words[at].kind if 0 <= at < len(self._words) else ""

    def is_at(self, at: int, phrase: str) -> bool:
        """Return whether the words of a phrase, in their base forms, stand at a place."""
        parts = tuple(phrase.split())
        return self.texts[at : at + len(parts)] == parts


def read_words(text: str) -> Words:
    """
    Return the words of a text in their base forms.

    >>> read_words("Price crosses the 200dma, rsi14 <= five pct").texts
    ('price', 'cross', 'the', '200', 'day', 'moving', 'average', ',', 'rsi', '14', '<=', 'five', '%')
    """
    same = text.translate(ASCII)
    return Words(text, tuple(_contextual(list(_tokens(_lowered(same), text)))))


def _lowered(text: str) -> str:
    """Return a text in lower case of the same length (the lower case of some letters is longer)."""
    return "".join(small if len(small := letter.lower()) == 1 else letter for letter in text)


def _tokens(text: str, raw: str) -> Iterator[Word]:
    at = 0
    if bullet := BULLET.match(text.lstrip(" \n")) if text.lstrip() else None:
        indent = len(text) - len(text.lstrip(" \n"))
        yield Word("•", indent, indent + bullet.end(), "break", raw=raw[indent : indent + bullet.end()])
        at = indent + bullet.end()
    while at < len(text):
        match = TOKEN.match(text, at)
        assert match is not None  # `.` takes whatever is left
        yield from _of(match, raw, text)
        at = match.end()
        if match.lastgroup == "lines" and (bullet := BULLET.match(text, at)):
            yield Word("•", at, bullet.end(), "break", raw=raw[at : bullet.end()])
            at = bullet.end()


def _of(match: re.Match[str], raw: str, text: str) -> Iterator[Word]:
    """Yield the words of one token; what is neither word nor number nor sign of ours is no word."""
    start, end = match.span()
    word = Word(match.group(), start, end, raw=raw[start:end])
    match match.lastgroup:
        case "lines":
            yield replace(word, text="\n", kind="break")
        case "clock":
            yield _time(word)
        case "nth":
            yield replace(word, kind="ordinal", value=float(re.sub(r"\D", "", word.text)[:9]))
        case "number":
            yield _number(word, text)
        case "percent_letter":
            yield replace(word, text="%" + word.text.strip("%"))
        case "direction":
            sign = "plus" if "+" in word.text else "minus"
            yield replace(word, text=f"{sign}_{'di' if 'i' in word.text else 'dm'}")
        case "comparison":
            text_ = COMPARISONS.get(word.text, word.text)
            yield replace(word, text=text_, kind="word" if text_.isalpha() else "sign")
        case "joined":
            yield replace(word, text="spy" if word.text.startswith(("s&p", "sp5")) else word.text)
        case "letters":
            yield from _letters(word, text)
        case "sign" if word.text in ENDS:
            yield replace(word, text=".", kind="break")
        case "sign" if word.text in SIGNS or word.text == "•":
            yield replace(word, kind="sign")
        case _:
            return


def _time(word: Word) -> Word:
    hours, minutes = ([int(part) for part in re.findall(r"\d+", word.text)] + [0])[:2]
    if "p" in word.text and hours < 12:
        hours += 12
    elif "a" in word.text and hours == 12:
        hours = 0
    return replace(word, kind="time", value=float(hours * 60 + minutes))


def _number(word: Word, text: str) -> Word:
    value = float(word.text.replace(",", "")[:30])
    return replace(word, text=f"{value:.12g}", kind="number", value=value)


def _letters(word: Word, text: str) -> Iterator[Word]:
    """Yield the words meant by letters, which may be several, such as those of `dma`."""
    spelt = word.text
    is_after_number = word.start > 0 and text[word.start - 1].isdigit()
    # "50-d", "50 x" and "50d" alike.
    is_near_number = is_after_number or bool(re.search(r"\d[ -]?$", text[max(0, word.start - 3) : word.start]))
    if (is_after_number and spelt in AFTER_NUMBERS) or (is_near_number and spelt in {"x", "dma", "d", "wma", "bp"}):
        meant = AFTER_NUMBERS[spelt]
    elif is_after_number and spelt in THOUSANDS:
        meant = f"×{spelt}"
    else:
        meant = base_form(spelt)
    for part in meant.split():
        is_number = part.isascii() and part.isdigit()
        kind: Kind = "number" if is_number else "sign" if part in {"%", "$", "<", ">", "<=", ">="} else "word"
        yield replace(word, text=part, kind=kind, value=float(part) if is_number else 0.0)


@lru_cache(maxsize=8192)
def base_form(spelt: str) -> str:
    """
    Return the words meant by a word in lower case: its base, the long form of slang, or what a typo was to be.

    >>> base_form("crossing"), base_form("isn't"), base_form("bolinger"), base_form("yesterday's")
    ('cross', 'is not', 'bollinger', 'yesterday')
    """
    plain = spelling.unspoilt(spelt.rstrip("."))
    if "'" in plain:
        return _contraction(plain)
    if plain in slang.SLANG:
        return slang.SLANG[plain]
    return spelling.BASES.get(plain, plain)


def _contraction(spelt: str) -> str:
    if spelt in slang.CONTRACTIONS:
        return slang.CONTRACTIONS[spelt]
    head, _, tail = spelt.partition("'")
    if spelt.endswith("n't"):
        return f"{base_form(spelt[:-3])} not"
    meant = slang.CONTRACTIONS.get(f"'{tail}", "")
    return f"{base_form(head)} {meant}".strip()


def _contextual(words: list[Word]) -> Iterator[Word]:
    """Yield the words, with thousands multiplied, signs of numbers taken in, and hyphens between words gone."""
    at = 0
    while at < len(words):
        word, after = words[at], words[at + 1] if at + 1 < len(words) else None
        before = words[at - 1] if at else None
        if word.kind == "number" and after and after.text[:1] == "×":
            value = word.value * THOUSANDS[after.text[1:]]
            yield Word(f"{value:.12g}", word.start, after.end, "number", value, word.raw + after.raw)
            at += 2
            continue
        if word.text == "-" and after and _is_negative(before, word, after):
            yield Word(f"-{after.text}", word.start, after.end, "number", -after.value, word.raw + after.raw)
            at += 2
            continue
        at += 1
        if word.text[:1] == "×":
            yield replace(word, text=word.text[1:])
        elif not _is_hyphen(before, word, after):
            yield word


def _is_hyphen(before: Word | None, word: Word, after: Word | None) -> bool:
    """Return whether a sign only joins or adorns words: "20-day", "lower-band", "*buy*"."""
    if word.kind != "sign" or before is None or after is None:
        return word.text in {"*", "^", "•"} and (before is None or after is None)
    if word.text == "-":
        is_joined = before.end == word.start and word.end == after.start
        return is_joined and not (before.kind == "number" == after.kind)
    if word.text in {"*", "^"}:
        return not {"number"} & {before.kind, after.kind}
    return False


def _is_negative(before: Word | None, word: Word, after: Word) -> bool:
    if after.kind != "number" or word.end != after.start:
        return False
    if before is None or before.text in {"(", "[", ",", "=", "<", ">", "<=", ">=", "to", "and"}:
        return True
    return before.end < word.start and before.kind != "number"
