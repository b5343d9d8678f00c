"""What the catalogue says of TA-Lib's patterns of three and more candles."""

from collections.abc import Mapping
from typing import Final

from indicators.library.catalogue.candles import DOWN, EITHER, NO_TREND, UP, pattern
from indicators.library.catalogue.texts import CHESLER, MORRIS, NISON, Text

TEXTS: Final[Mapping[str, Text]] = {
    "CDL2CROWS": pattern(
        "Two crows",
        "A long rising candle, a falling one above it, and a second that falls back into the first one's body.",
        f"A rise that opened higher twice and could not hold it. {NO_TREND}",
        "A long rising body; a falling body above it; a falling candle that opens within the second and closes "
        "within the "
        "first.",
        MORRIS,
        mark=DOWN,
        aliases=("crows",),
    ),
    "CDL3BLACKCROWS": pattern(
        "Three black crows",
        "Three falling candles, each opening inside the one before and closing near its low.",
        "Three days of selling into every opening; late to act on, since much of the fall is behind.",
        "Three falling bodies with very short lower shadows and lower closes, each opening within the body before; "
        "the "
        "first closes below the high of a rising candle.",
        NISON,
        mark=DOWN,
        aliases=("sanba garasu",),
    ),
    "CDL3INSIDE": pattern(
        "Three inside up/down",
        "A harami, then a third candle that closes beyond the first one's open.",
        f"The harami's turn, confirmed. {NO_TREND}",
        "A long body; a short body within it; a candle the other way that closes beyond the first's open.",
        MORRIS,
        mark=EITHER,
        aliases=("three inside up", "three inside down"),
    ),
    "CDL3LINESTRIKE": pattern(
        "Three-line strike",
        "Three candles in a row one way, then a fourth that takes all three back.",
        "Read as a pause that shakes out the timid: TA-Lib marks the direction of the three.",
        "Three bodies of one colour with closes further on; a fourth that opens beyond and closes behind the "
        "first's open.",
        MORRIS,
        mark=EITHER,
        aliases=("three line strike",),
    ),
    "CDL3OUTSIDE": pattern(
        "Three outside up/down",
        "An engulfing pattern, then a third candle that goes on its way.",
        f"The engulfing pattern's turn, confirmed. {NO_TREND}",
        "A body; an opposite body around it; a close further on in the second's direction.",
        MORRIS,
        mark=EITHER,
        aliases=("three outside up", "three outside down"),
    ),
    "CDL3STARSINSOUTH": pattern(
        "Three stars in the south",
        "Three falling candles, each smaller and with a higher low than the one before.",
        f"A decline that runs out of strength day by day. {NO_TREND}",
        "A long falling body with a long lower shadow; a smaller one with a higher low; a small marubozu within the "
        "second.",
        MORRIS,
        mark=UP,
        aliases=("stars in the south",),
    ),
    "CDL3WHITESOLDIERS": pattern(
        "Three advancing white soldiers",
        "Three rising candles, each opening inside the one before and closing near its high.",
        "Three days of buying into every opening; after a long decline read as a turn.",
        "Three rising bodies with very short upper shadows and higher closes, each opening within or near the body "
        "before "
        "and not far shorter than it.",
        NISON,
        mark=UP,
        aliases=("three white soldiers", "aka sanpei"),
    ),
    "CDLABANDONEDBABY": pattern(
        "Abandoned baby",
        "A long candle, a doji with a gap on both sides, shadows included, and a candle the other way.",
        f"An island of one day: rare, and taken for a strong sign of a turn. {NO_TREND}",
        "A long body; a doji a whole gap beyond; a candle the other way a whole gap back, into the first by "
        "penetration.",
        NISON,
        mark=EITHER,
        aliases=("island doji", "sute go"),
    ),
    "CDLADVANCEBLOCK": pattern(
        "Advance block",
        "Three rising candles with ever smaller bodies or longer upper shadows.",
        "The rise meets more selling each day: soldiers who tire.",
        "Three rising bodies with higher closes, each opening within or near the body before, and weakening by "
        "shorter "
        "bodies or longer upper shadows.",
        NISON,
        mark=DOWN,
        aliases=("saki zumari",),
    ),
    "CDLBREAKAWAY": pattern(
        "Breakaway",
        "A long candle, a gap, three candles on in that direction, and a fifth that comes back into the gap.",
        f"A move that ran away is called back. {NO_TREND}",
        "A long body; a gap and a body of the same colour; two more further on; an opposite candle that closes in "
        "the gap.",
        MORRIS,
        mark=EITHER,
        aliases=("break away",),
    ),
    "CDLCONCEALBABYSWALL": pattern(
        "Concealing baby swallow",
        "Two falling candles without shadows, a third with a gap and an upper shadow, and a fourth around the third.",
        f"A decline at full strength whose last day swallows a first attempt to rise; very rare. {NO_TREND}",
        "Two falling marubozu; a falling candle a gap below with an upper shadow into the second; a falling candle "
        "around "
        "it, shadows included.",
        MORRIS,
        mark=UP,
        aliases=("baby swallow",),
    ),
    "CDLEVENINGSTAR": pattern(
        "Evening star",
        "A long rising candle, a small one above it, and a falling one deep into the first.",
        f"The rise stops and turns within three days. {NO_TREND}",
        "A long rising body; a short body a gap above; a falling body that closes within the first by penetration "
        "or more.",
        NISON,
        mark=DOWN,
        aliases=("sankawa yoi no myojyo",),
    ),
    "CDLEVENINGDOJISTAR": pattern(
        "Evening doji star",
        "An evening star whose middle candle is a doji.",
        f"As the evening star, and taken more seriously. {NO_TREND}",
        "A long rising body; a doji a gap above; a falling body that closes within the first by penetration or more.",
        NISON,
        mark=DOWN,
        aliases=("evening star doji",),
    ),
    "CDLMORNINGSTAR": pattern(
        "Morning star",
        "A long falling candle, a small one below it, and a rising one deep into the first.",
        f"The decline stops and turns within three days. {NO_TREND}",
        "A long falling body; a short body a gap below; a rising body that closes within the first by penetration "
        "or more.",
        NISON,
        mark=UP,
        aliases=("sankawa ake no myojyo",),
    ),
    "CDLMORNINGDOJISTAR": pattern(
        "Morning doji star",
        "A morning star whose middle candle is a doji.",
        f"As the morning star, and taken more seriously. {NO_TREND}",
        "A long falling body; a doji a gap below; a rising body that closes within the first by penetration or more.",
        NISON,
        mark=UP,
        aliases=("morning star doji",),
    ),
    "CDLGAPSIDESIDEWHITE": pattern(
        "Side-by-side white lines",
        "Two like rising candles side by side, both a gap away from the candle before.",
        "A gap that two days did not fill: the move that made it is expected to go on.",
        "A gap; two rising bodies of like size and like open, both beyond the gap.",
        NISON,
        mark="Marked 100 above an upward gap, -100 below a downward one.",
        aliases=("gap side by side", "narabi aka"),
    ),
    "CDLHIKKAKE": pattern(
        "Hikkake",
        "A bar inside the one before, then a break out of it that fails to last.",
        "Those who followed the false break must get out, which drives the price the other way.",
        "A bar within the range of the one before; a bar with a higher high and low (falling form) or lower ones "
        "(rising "
        "form); confirmed if within three bars a close is beyond the inside bar on the other side.",
        CHESLER,
        mark=f"{EITHER} Confirmed within three bars, it is marked 200 or -200.",
        aliases=("false break", "inside bar failure"),
    ),
    "CDLHIKKAKEMOD": pattern(
        "Modified hikkake",
        "A hikkake whose inside bar closes near the end that the trap is sprung from.",
        "As the hikkake, with a condition more and so rarer.",
        "Two bars each within the one before, the middle one closing near its low (rising form) or high (falling "
        "form); "
        "a break the false way; confirmed as the hikkake.",
        CHESLER,
        mark=f"{EITHER} Confirmed within three bars, it is marked 200 or -200.",
        aliases=("hikkake modified",),
    ),
    "CDLIDENTICAL3CROWS": pattern(
        "Identical three crows",
        "Three falling candles, each opening where the one before closed.",
        "Three black crows without a single attempt to rise: panic, or the end of it.",
        "Three falling bodies with very short lower shadows, each opening equal to the close before.",
        MORRIS,
        mark=DOWN,
        aliases=("identical crows",),
    ),
    "CDLLADDERBOTTOM": pattern(
        "Ladder bottom",
        "Three falling candles down the rungs, a fourth with an upper shadow, and a fifth that rises from above it.",
        f"The fourth day first tries to rise, the fifth does. {NO_TREND}",
        "Three falling bodies with lower opens and closes; a falling candle with an upper shadow; a rising candle "
        "that "
        "opens above the fourth's body and closes above its high.",
        MORRIS,
        mark=UP,
        aliases=("ladder",),
    ),
    "CDLMATHOLD": pattern(
        "Mat hold",
        "A long rising candle, a gap, some small falling ones that stay high, and a new high.",
        "A rise that rests without giving much back: it is expected to go on.",
        "A long rising body; a small falling body a gap above; two small ones that stay above the first's body by "
        "penetration; a rising candle that opens above and closes above all.",
        NISON,
        mark=UP,
        aliases=("uwa banare",),
    ),
    "CDLRISEFALL3METHODS": pattern(
        "Rising/falling three methods",
        "A long candle, three small ones against it that stay within its range, and a long one further on.",
        "The trend rests for three days and goes on.",
        "A long body; three small opposite bodies within its range; a long body of the first colour that closes "
        "beyond it.",
        NISON,
        mark=EITHER,
        aliases=("rising three methods", "falling three methods", "sanpo"),
    ),
    "CDLSTALLEDPATTERN": pattern(
        "Stalled pattern",
        "Two long rising candles, then a small one on the shoulder of the second.",
        "The rise stands still from one day to the next; also called deliberation.",
        "Three rising bodies with higher closes, the first two long, the second with a very short upper shadow, the "
        "third "
        "short and near the second's close.",
        NISON,
        mark=DOWN,
        aliases=("deliberation",),
    ),
    "CDLSTICKSANDWICH": pattern(
        "Stick sandwich",
        "A rising candle between two falling ones that close at the same price.",
        f"Twice sold down to the same price, which held. {NO_TREND}",
        "A falling body; a rising one wholly above its close; a falling one whose close is equal to the first's.",
        MORRIS,
        mark=UP,
        aliases=("sandwich",),
    ),
    "CDLTASUKIGAP": pattern(
        "Tasuki gap",
        "A gap in the direction of the trend, and a candle back into it that does not close it.",
        "The gap holds: the trend is expected to go on.",
        "A gap; a body in its direction; a candle of the other colour that opens within it and closes inside the gap.",
        NISON,
        mark=EITHER,
        aliases=("upside tasuki gap", "downside tasuki gap"),
    ),
    "CDLTRISTAR": pattern(
        "Tristar",
        "Three doji in a row, the middle one apart.",
        f"Three days that nobody won at the end of a move; very rare. {NO_TREND}",
        "Three doji, the second a gap above or below the other two.",
        NISON,
        mark="Marked 100 with the middle one below, -100 with it above.",
        aliases=("tri star", "three doji"),
    ),
    "CDLUNIQUE3RIVER": pattern(
        "Unique three river",
        "A long falling candle, a falling one within it that makes a new low and comes back, and a small rising one "
        "below.",
        f"A new low is refused: read as a bottom. {NO_TREND}",
        "A long falling body; a falling harami with a lower low; a short rising body that opens above that low.",
        NISON,
        mark=UP,
        aliases=("unique three river bottom",),
    ),
    "CDLUPSIDEGAP2CROWS": pattern(
        "Upside gap two crows",
        "A long rising candle, and two falling ones above a gap, the second around the first of them.",
        f"Two days opened higher and fell, though the gap still holds. {NO_TREND}",
        "A long rising body; a short falling body a gap above; a falling body around it that closes above the first's "
        "close.",
        NISON,
        mark=DOWN,
        aliases=("gap two crows",),
    ),
    "CDLXSIDEGAP3METHODS": pattern(
        "Upside/downside gap three methods",
        "A gap between two candles of one colour, and a third that closes it.",
        "The gap is filled at once, after which the trend is expected to go on.",
        "Two bodies of one colour with a gap between them; an opposite candle from within the second to within the "
        "first.",
        MORRIS,
        mark=EITHER,
        aliases=("upside gap three methods", "downside gap three methods"),
    ),
}
