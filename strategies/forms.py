"""What users type about strategies."""

from typing import Any, ClassVar, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import ProhibitNullCharactersValidator

from strategies import exporting, services
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
    """The editor: the code, what changed in it, and the version it was made of."""

    source = SourceField()
    note = forms.CharField(required=False, max_length=services.MAX_NOTE_CHARS, label="What changed")
    based_on = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    # Pressed beside both texts: save mine after that version.
    after = forms.IntegerField(required=False, min_value=1)

    def version(self) -> dict[str, Any]:
        """Return what a version is made of."""
        based_on = self.cleaned_data["after"] or self.cleaned_data["based_on"]
        return {"source": self.cleaned_data["source"], "note": self.cleaned_data["note"], "based_on": based_on}


class DetailsForm(forms.ModelForm):
    """Name and description."""

    class Meta:
        model = Strategy
        fields = ("name", "description")
        error_messages: ClassVar = {"name": {"required": "Give the strategy a name."}}


class TagsField(forms.CharField):
    """Tags, with commas between them."""

    def __init__(self) -> None:
        super().__init__(
            required=False, max_length=400, label="Tags", help_text="With commas between them, 8 at most."
        )

    def clean(self, value: str) -> list[str]:
        """Return the tags as they will be kept."""
        tags = services.unique_tags(super().clean(value).split(","))
        if len(tags) > services.MAX_TAGS:
            raise forms.ValidationError(f"These are {len(tags)} tags. Keep {services.MAX_TAGS} of them.")
        return tags


class SettingsForm(DetailsForm):
    """Name, description and tags."""

    tags = TagsField()


class ImportForm(forms.Form):
    """A file with a strategy in it."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="Python code, a whole Backtrader script, or JSON exported from Statis; up to 100 kB of code.",
        error_messages={"required": "Choose a file first."},
        widget=forms.FileInput(attrs={"accept": ".py,.txt,.json"}),
    )

    def clean_file(self) -> exporting.Carried:
        """Return what the file carries; its code is fit to be kept."""
        file: UploadedFile = self.cleaned_data["file"]
        try:
            carried = exporting.read(file.read(exporting.MAX_FILE_BYTES + 1), file.name or "")
            self._source = services.source_of_file(carried.data)
        except exporting.UnfitFile as problem:
            raise forms.ValidationError(str(problem)) from problem
        except services.UnfitSource as problem:
            raise forms.ValidationError(problem.text, code=problem.code) from problem
        return carried

    def strategy(self) -> dict[str, Any]:
        """Return what a strategy is made of."""
        carried: exporting.Carried = self.cleaned_data["file"]
        return {
            "name": carried.name[:80].strip() or "Imported strategy",
            "description": carried.description[:300],
            "source": self._source,
            "tags": carried.tags,
            "note": carried.note or "Imported from a file",
        }


class NewStrategyForm(DetailsForm):
    """A first version, begun from a template, an empty frame or code from elsewhere."""

    source = SourceField()
    template = forms.ChoiceField(
        required=False,
        choices=[("", "None"), *((slug, template.title) for slug, template in TEMPLATES.items())],
        widget=forms.HiddenInput,
    )
