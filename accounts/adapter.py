"""allauth's sentences in our words: what happened, then what to do."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Says what allauth would say, in the words of the rest."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": "This account is switched off. Ask whoever runs this site.",
        "email_password_mismatch": "That email and password do not match. Check both and try again.",
        "email_taken": "There is an account with this address already. Sign in, or reset its password.",
        "enter_current_password": "That is not your current password.",
        "incorrect_password": "That is not your password.",
        "invalid_password_reset": "This link does not work any more. Ask for a new one.",
        "rate_limited": "Too many attempts. Wait a minute, then try again.",
        "too_many_login_attempts": "Too many failed attempts. Wait five minutes, or reset your password.",
    }
