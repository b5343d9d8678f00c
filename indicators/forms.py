"""What people ask of a screen."""

import re
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from indicators.library import rules
from indicators.library.rules import Rule, RuleError
from indicators.screening import Over

MOST_TYPED: Final = 50
EXAMPLES: Final = (
    ("Oversold", "RSI(14) < 30"),
    ("Oversold in a rising market", "RSI(14) < 40 and CLOSE > SMA(200)"),
    ("Golden cross", "SMA(50) crosses above SMA(200)"),
    ("Outside its bands", "CLOSE > BBANDS(20).upperband or CLOSE < BBANDS(20).lowerband"),
    ("Far below its average", "CLOSE < 5% below EMA(50)"),
    ("Volume well above usual", "VOLUME > 150% of SMA(VOLUME, 20)"),
    ("MACD turned up", "MACD crosses above 0"),
    ("A hammer", "CDLHAMMER > 0"),
)


class ScreenForm(forms.Form):
    """A rule and the symbols to ask it of."""

    rule = forms.CharField(
        label="Rule",
        help_text="Indicators with their settings, prices (OPEN, HIGH, LOW, CLOSE, VOLUME) and numbers; <, >, crosses "
        "above, crosses below; 5% above, 5% below, 150% of; and, or, brackets.",
        error_messages={"required": "Write a rule, or choose an example."},
        widget=forms.TextInput(attrs={"class": "mono", "spellcheck": "false", "autocomplete": "off"}),
    )
    over = forms.ChoiceField(
        label="Over",
        choices=[
            (Over.WATCHLIST.value, "My watchlist"),
            (Over.ALL.value, "All stored symbols"),
            (Over.SYMBOLS.value, "The symbols I type"),
        ],
    )
    symbols = forms.CharField(
        label="Symbols",
        required=False,
        max_length=1000,
        help_text=f"Up to {MOST_TYPED}, as in AAPL, MSFT. Only read for “The symbols I type”.",
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_rule(self) -> str:
        """Check that the rule is understood."""
        text: str = self.cleaned_data["rule"]
        try:
            self.asked: Rule = rules.parse(text)
        except RuleError as problem:
            raise ValidationError(str(problem)) from None
        return text

    def clean(self) -> dict[str, Any]:
        """Check that symbols are typed where they are asked for, and not too many."""
        given = super().clean() or {}
        if given.get("over") == Over.SYMBOLS and "symbols" in given:
            count = len(self.typed)
            if not count:
                self.add_error("symbols", "Type at least one symbol.")
            elif count > MOST_TYPED:
                self.add_error("symbols", f"These are {count} symbols. Type {MOST_TYPED} or fewer.")
        return given

    @property
    def typed(self) -> list[str]:
        """Return the symbols that were typed, each once."""
        return list(dict.fromkeys(filter(None, re.split(r"[,;\s]+", self.cleaned_data["symbols"]))))
