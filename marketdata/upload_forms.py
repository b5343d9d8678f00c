"""What people say about the files they upload."""

from typing import Any, Final, cast
from zoneinfo import available_timezones

from django import forms

from marketdata import uploading
from marketdata.sources.base import AssetClass, Interval
from marketdata.sources.csv_file import MARKS, ORDERS, Choices, Reading
from marketdata.sources.csv_layout import ROLES
from marketdata.sources.intervals import CLASSES, WORDS

FOUND_OUT: Final = ("", "As found in the file")
# The names people know, not the several hundred aliases of old.
ZONES: Final = tuple(sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/")))


class FileForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label="File",
        help_text="CSV or text, up to 20 MB and 1,000,000 rows: a date, open, high, low, close, and if there is one a "
        "volume.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose one with prices."},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv,text/plain"}),
    )


class ReadingForm(forms.Form):
    """How the file is to be read."""

    date_order = forms.ChoiceField(label="Dates", required=False)
    decimal = forms.ChoiceField(label="Decimals", required=False)
    prices = forms.ChoiceField(
        label="Adjusted close",
        required=False,
        choices=[("", "Adjust prices by it"), ("as_is", "Leave prices as they are")],
        help_text="Adjusting takes splits and dividends out of open, high, low and close, so a backtest sees no jump "
        "where nobody lost anything.",
    )
    file_zone = forms.ChoiceField(label="Times in the file are those of", required=False)
    exchange_zone = forms.ChoiceField(
        label="Keep them as those of",
        required=False,
        help_text="The clocks of the exchange. Days have no time to turn.",
    )

    def __init__(self, *args: Any, names: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = [(zone, zone.replace("_", " ")) for zone in ZONES]
        answers = {
            "date_order": [FOUND_OUT, *((key, text.capitalize()) for key, text in ORDERS.items())],
            "decimal": [FOUND_OUT, *((key, text.capitalize()) for key, text in MARKS.items())],
            "file_zone": [("", "The exchange itself"), ("UTC", "UTC"), *zones],
            "exchange_zone": [("", "As they stand"), ("UTC", "UTC"), *zones],
        }
        for name, choices in answers.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices
        columns = [FOUND_OUT, *((str(at), name) for at, name in enumerate(names))]
        for role, label in ROLES.items():
            self.fields[f"column_{role}"] = forms.ChoiceField(label=label, required=False, choices=columns)

    def choices(self) -> Choices:
        """Return what was chosen, as far as it makes sense."""
        said = self.cleaned_data if self.is_bound and self.is_valid() else getattr(self, "cleaned_data", {})
        columns = {role: int(said[f"column_{role}"]) for role in ROLES if said.get(f"column_{role}")}
        return Choices(
            columns=columns,
            date_order=said.get("date_order") or None,
            decimal=said.get("decimal") or None,
            is_adjusted=said.get("prices") != "as_is",
            file_zone=said.get("file_zone", ""),
            exchange_zone=said.get("exchange_zone", ""),
        )

    def column_fields(self) -> list[forms.BoundField]:
        """Return the fields that say which column holds what."""
        return [self[f"column_{role}"] for role in ROLES]


class StoringForm(forms.Form):
    """What the prices are of, and how they are to be kept."""

    symbol = forms.CharField(
        label="Symbol",
        max_length=20,
        help_text=f"Kept as {uploading.PREFIX} and this name, for you alone.",
        error_messages={"required": "Give the prices a symbol."},
    )
    name = forms.CharField(label="Name", max_length=120, required=False)
    asset_class = forms.ChoiceField(
        label="What it is", choices=[(one.value, words.capitalize()) for one, words in CLASSES.items()]
    )
    currency = forms.RegexField(
        r"^[A-Za-z]{3}$", label="Currency", error_messages={"invalid": "Write three letters, such as USD."}
    )
    interval = forms.ChoiceField(
        label="Bars", choices=[(one.value, words.capitalize()) for one, words in WORDS.items()]
    )
    how = forms.ChoiceField(
        label="If you have prices of this symbol",
        choices=[("extend", "Add to them; days in both are taken from this file"), ("replace", "Replace them all")],
    )

    def clean_symbol(self) -> str:
        """Return the symbol as it will be kept."""
        try:
            return uploading.private_symbol(self.cleaned_data["symbol"])
        except uploading.UploadRefused as problem:
            raise forms.ValidationError(problem.text) from problem

    def terms(self) -> uploading.Terms:
        """Return what was chosen."""
        said = self.cleaned_data
        return uploading.Terms(
            symbol=said["symbol"],
            name=said["name"],
            asset_class=AssetClass(said["asset_class"]),
            currency=said["currency"].upper(),
            interval=Interval(said["interval"]),
            extends=said["how"] == "extend",
        )


def first_values(file_name: str, reading: Reading | None) -> dict[str, str]:
    """
    Return what the form of a new file begins with.

    >>> first_values("aapl (2).csv", None)["symbol"], first_values("daily/BRK-B.csv", None)["symbol"]
    ('AAPL', 'BRK-B')
    """
    begin = uploading.NAME.match(file_name.rsplit("/", 1)[-1].rsplit(".", 1)[0].upper())
    symbol = begin[0] if begin else ""
    interval = reading.interval if reading else "1d"
    return {"symbol": symbol, "asset_class": "STOCK", "currency": "USD", "interval": interval, "how": "extend"}
