"""How candle patterns are described: each its own shape, all by the same measures of what is long and short."""

from typing import Final

from indicators.library.catalogue.texts import Text

UP: Final = "Marked 100, as a hope for higher prices."
DOWN: Final = "Marked -100, as a warning of lower prices."
EITHER: Final = "Marked 100 in its rising form, -100 in its falling one."
NEITHER: Final = "Marked 100 wherever it occurs, without a direction."
NO_TREND: Final = "TA-Lib does not look at the trend before it; you must."
# TA-Lib's usual candle settings.
SIZES: Final = (
    "A body is long, short if above, below the mean of the 10 before; a doji if at most a tenth of the mean range "
    "of the 10 "
    "bars before; a shadow is very short below a tenth of that range; near is a fifth, equal a twentieth of the "
    "mean range "
    "of 5 bars."
)


def pattern(
    title: str, meaning: str, reading: str, shape: str, source: str, *, mark: str, aliases: tuple[str, ...] = ()
) -> Text:
    """Return the text of a candle pattern from its shape and from what its mark stands for."""
    return Text(title, meaning, f"{reading} {mark}", f"{shape} {SIZES}", source, aliases=aliases)
