"""Errors whose text is fit for users."""


class StatisError(Exception):
    """
    Something a user can act on: the text says what happened and what to do next.

    `code` (UPPER_SNAKE) tells programs which it is; a subclass sets its own.
    """

    code = "ERROR"

    def __init__(self, text: str, code: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.code = code or self.code
