"""Drafts of code as text: tidied, and told apart."""

import difflib


def tidied(code: str) -> str:
    r"""
    Return code with one kind of line end, no blanks at the ends of lines, and one line end at its end.

    >>> tidied("\r\nx = 1  \r\n\r\n")
    'x = 1\n'
    """
    lines = [line.rstrip() for line in code.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "\n".join(lines).strip("\n")
    return f"{text}\n" if text else ""


def diff_of(before: str, after: str) -> str:
    r"""
    Return a unified diff of two texts, nothing where they are the same.

    >>> diff_of("a\nb\n", "a\nc\n")
    '@@ -1,2 +1,2 @@\n a\n-b\n+c'
    """
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return "\n".join(list(lines)[2:])
