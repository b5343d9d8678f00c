"""From text to a syntax tree, also for what is copied out of a notebook."""

import ast
import re
import warnings
from typing import Final

# `%matplotlib inline`, `%%time`, `!pip install x`: commands of a notebook, which no Python reads.
COMMAND: Final = re.compile(r"^([ \t]*)(?:%{1,2}[A-Za-z]|![^\s=]).*$", re.MULTILINE)


def parse(source: str, name: str = "<strategy>") -> tuple[ast.Module, list[int]]:
    """
    Return the syntax tree, and the lines that held a notebook's commands.

    >>> parse("%matplotlib inline\\nx = 1")[1]
    [1]

    :raises SyntaxError: if the text is not Python.
    :raises ValueError: if it holds characters no code may hold.
    :raises RecursionError: if it is nested too deeply.
    :raises MemoryError: if it is nested too deeply.
    """
    with warnings.catch_warnings():
        # Python warns of odd escapes in a text that is not ours.
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source, name), []
        except SyntaxError:
            # Such a line can also be the rest of an expression, so it is one only where Python gives up.
            commands = list(COMMAND.finditer(source))
            if not commands:
                raise
        tree = ast.parse(COMMAND.sub(r"\1pass", source), name)
        return tree, [source.count("\n", 0, command.start()) + 1 for command in commands]
