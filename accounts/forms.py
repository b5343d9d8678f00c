"""allauth's forms in our words."""

from typing import Any

from allauth.account import forms as allauth_forms


class LoginForm(allauth_forms.LoginForm):
    """Email and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["login"], label="Email", autocomplete="username")
        _plain(self.fields["password"], label="Password", autocomplete="current-password")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = "Keep me signed in on this device"


class SignupForm(allauth_forms.SignupForm):
    """Email and one password; a mistyped one is put right by a reset."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], label="Email", autocomplete="email")
        _plain(self.fields["password1"], label="Password", autocomplete="new-password")
        self.fields["password1"].help_text = "At least 8 characters. A few unrelated words work well."


def _plain(field: Any, *, label: str, autocomplete: str) -> None:
    """Name the field by its label, not by a placeholder that goes away when typing starts."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["autocomplete"] = autocomplete
