"""What users type about strategies."""

from typing import ClassVar, Final

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

from strategies import services
from strategies.generation.catalogue import TEMPLATES
from strategies.models import Strategy

NOT_UTF8: Final = "The text did not arrive as UTF-8, so some of its letters are lost. Save it as UTF-8 and try again."


class SourceField(forms.CharField):
    """The text of a strategy, with the line ends it will be kept with."""

    def __init__(self) -> None:
        super().__init__(
            label="Code",
            strip=False,
            error_messages={"required": "Write or paste the code of the strategy."},
            widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
        )
        # Ours says what to do, in the same words as everywhere.
        self.validators = [one for one in self.validators if not isinstance(one, ProhibitNullCharactersValidator)]

    def clean(self, value: str) -> str:
        """Return the code as it will be kept."""
        try:
            return services.normalised(super().clean(value))
        except services.UnfitSource as error:
            raise forms.ValidationError(error.text, code=error.code) from error


class SourceForm(forms.Form):
    """The editor."""

    source = SourceField()


class DetailsForm(forms.ModelForm):
    """Name and description."""

    class Meta:
        model = Strategy
        fields = ("name", "description")
        error_messages: ClassVar = {"name": {"required": "Give the strategy a name."}}


class NewStrategyForm(DetailsForm):
    """A first version, begun from a template, an empty frame or code from elsewhere."""

    source = SourceField()
    template = forms.ChoiceField(
        required=False,
        choices=[("", "None"), *((slug, template.title) for slug, template in TEMPLATES.items())],
        widget=forms.HiddenInput,
    )
