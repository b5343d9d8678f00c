"""What was left out of a script, as parts of sentences."""

from collections.abc import Sequence

from engine.events import LeftOut


def said(items: Sequence[LeftOut]) -> str:
    """
    Return what was left out as a part of a sentence.

    >>> said([LeftOut(what="the runner (main)", lines=[(40, 72)]), LeftOut(what="imports os", lines=[(1, 1), (3, 3)])])
    'lines 40-72, the runner (main); lines 1, 3, imports os'
    """
    return "; ".join(f"{place}, {item.what}" if (place := where(item.lines)) else item.what for item in items)


def where(lines: Sequence[tuple[int, int]]) -> str:
    """
    Return ranges of lines in words.

    >>> where([(3, 3)]), where([(1, 2), (9, 9)]), where([])
    ('line 3', 'lines 1-2, 9', '')
    """
    parts = [str(first) if first == last else f"{first}-{last}" for first, last in lines]
    if not parts:
        return ""
    return f"{'line' if len(parts) == 1 and lines[0][0] == lines[0][1] else 'lines'} {', '.join(parts)}"
