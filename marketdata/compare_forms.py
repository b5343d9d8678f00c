"""Which two sources are compared, and over which days."""

from datetime import date, timedelta
from typing import Any, Final, cast

from django import forms
from django.core.exceptions import ValidationError

from marketdata.comparing import Choice, Offer, Window, check_window
from marketdata.models import PriceSeries
from marketdata.sources.base import Interval

# How much is compared unless somebody chooses.
USUAL_DAYS: Final = {Interval.M1: 5, Interval.M5: 14, Interval.M15: 30, Interval.M30: 30, Interval.H1: 90}
A_YEAR: Final = 365


class CompareForm(forms.Form):
    """Two sides and two days."""

    first = forms.ChoiceField(label="Compare")
    second = forms.ChoiceField(label="With")
    start = forms.DateField(label="From", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    end = forms.DateField(label="To", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args: Any, offer: Offer, interval: Interval, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.interval = interval
        for name in ("first", "second"):
            choices = [(one.key, one.label) for one in offer.choices]
            cast(forms.ChoiceField, self.fields[name]).choices = choices

    def clean(self) -> dict[str, Any]:
        """Check that there are two sides and that the days can be compared."""
        given = super().clean() or {}
        if given.get("first") and given.get("first") == given.get("second"):
            raise ValidationError("Choose two different sources: a source agrees with itself.")
        if given.get("start") and given.get("end") and (problem := check_window(self.window())):
            self.add_error("start", problem)
        return given

    def window(self) -> Window:
        """Return the days, once they are known to be days."""
        given = self.cleaned_data
        return Window(interval=self.interval, first_date=given["start"], last_date=given["end"])

    def keys(self) -> tuple[str, str]:
        """Return the two sides."""
        return self.cleaned_data["first"], self.cleaned_data["second"]


def _is_its_own(choice: Choice, series: PriceSeries) -> bool:
    """Return whether a source gave the stored bars itself: with those it is compared last."""
    return choice.source is not None and choice.source.label in series.source


def first_values(offer: Offer, series: PriceSeries) -> dict[str, str | date]:
    """Return what the form asks unless somebody chooses: the latest year stored, with the first other source."""
    days = timedelta(days=USUAL_DAYS.get(Interval(series.interval), A_YEAR))
    own = next((one.key for one in offer.choices if one.series == series), "")
    others = [one.key for one in sorted(offer.choices, key=lambda one: _is_its_own(one, series)) if one.key != own]
    return {
        "first": own,
        "second": others[0] if others else own,
        "start": max(series.first_date, series.last_date - days),
        "end": series.last_date,
    }
