"""What the checker says about a piece of code."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Finding:
    """
    One remark: where, what, and what to do.

    `line` counts from 1 and `column` from 0, as Python does; None when the remark concerns the whole text.
    `excerpt` shows the place with a caret under it. An error will stop the run; the rest is advice.
    """

    message: str
    hint: str = ""
    line: int | None = None
    column: int | None = None
    excerpt: str = ""
    is_error: bool = True
