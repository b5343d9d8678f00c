"""Words that say nothing, words that are meant as they stand, and words that typos are cured towards."""

from typing import Final


def listed(words: str) -> frozenset[str]:
    """Return the words of a text."""
    return frozenset(words.split())


# Words that say nothing a strategy could hold: they may stand anywhere and are skipped without telling.
FILLERS: Final = listed(
    """
    the a an of to in on at i we you me my your our us it its is be so that this there then also just simply basically
    please thanks thank kindly hello hi hey want would like need try let could can will should please make create write
    build code give generate strategy algo algorithm bot script backtest test idea trading system rule rules simple
    basic python backtrader actually really very quite kind sort thing something stuff etc ok okay well now always
    whenever when if once as and or with for from by do did has only even still yet anyway say maybe perhaps
    approximately about around roughly usually typically generally mostly least upon where which who whose
    some any each here get got take follow following called name known aka daily chart timeframe indicator value
    """
)

# Plain words that are near a trader's word and yet are meant as they stand.
PLAIN: Final = listed(
    """
    about after again against along
    coding coded coder coders already although among another anyone anything around because become before
    behind being better between beyond both bought bring build called cannot carry case cause certain change charge
    chart check choose class clean clear clearly coming common company complete consider could count course current
    currently cycle data dates decide decision deeper define defined degree depend description design develop
    different direct direction distance during each early earlier earn easy either else empty enough entire especially
    even event ever every everything exact exactly example except expect explain extra extreme extremely face fact
    fairly family feel field figure final finally find fine first fixed focus follow following force found four free
    freely frequent friend full fully function further future general generally give given good great group grow guess
    guide hand handle hard help here history holder hope hour house however hundred idea ideal ideally immediately
    important improve include including initial inside instead interest interested into kind know known large late
    later latest learn least leave length less letter like likely limit list little live local long longer look
    looking loud main mainly many matter maximum maybe measure method middle might mind minimum mode model moment
    money more most mostly much must name near nearly need never next nice night none normal normally note nothing
    notice number often once only onto open option other otherwise outside overall own paper part parts particular
    party pass people perfect perhaps person phase pick place plain plan please plus possible possibly power prefer
    probably problem process program protect provide provided public pure quick quickly quiet quite rate rather ready
    real really reason recent recently record regular relative remove repeat report research rest result right risky
    room round roughly safe safer same save second seem select sense series serious several shall shape sharp sharply
    should side similar simple simply since single size small smooth soft some someone something sometimes soon sort
    sound source space special spend stage standard state steady step still stock stocks store straight strict
    strictly strong stronger strongly structure study style such suddenly suggest suit summer super sure system table
    take tell term text than thank thanks their them then there therefore thing think third though thought thousand
    through time times today together told tomorrow tonight total toward towards town traders train treat tried true
    truly trust try trying twice type typical typically under unless until upon usual usually various versus very
    view wait wake walk wallet want watch water weak weaker wealth weather welcome well what whatever where whether
    which while whole whose wide wider will winter wise wish within without word words work works world worry worse
    worst worth would write wrong years yellow young your zero bread shout shirt sport spot store sealed prince
    places please pleased closet chose chosen crowd crown cried dollar dropper friend bring bringing brand bands
    bandit lever leverage later lately latter flower slower tower power lowest blow level lively seller sellers
    buyer buyers holder holding enough crypto bitcoin ethereum equity equities stock future futures forex option
    calls puts yield bond bonds index indices sector sectors company companies earnings revenue dividend news tweet
    twitter reddit sentiment weather moon lunar planet guaranteed guarantee million thousand hundred billion retire
    quick price prices priced hedge margin leverage commission slippage fees broker account capital equity cash
    drawdown sharpe return optimise optimize parameter automatic automatically manual manually personal love trader
    lines liner liners means meant grades grade grand great treat tread bread threat spread spreads traded tracks
    track truck stick sticks stocky staying
    rates rating ratio ratios rarely rapid rapidly range ranges lack large larger lager black blank bank banks
    candy handle handles bundle
    """
)

# Further words of the trade that typos are cured towards, beside the forms above and the names of the indicators.
TRADE: Final = listed(
    """
    above below between outside inside within through beneath cross crossover golden death average simple exponential
    weighted moving bollinger stochastic macd histogram signal keltner donchian ichimoku supertrend parabolic williams
    aroon chaikin volume volatility momentum relative strength higher lower highest lowest consecutive oversold
    overbought bullish bearish engulfing hammer shooting morning evening piercing harami marubozu pattern breakout
    breakdown resistance support channel squeeze divergence monday tuesday wednesday thursday friday january february
    march april august september october november december weekly monthly quarterly yearly daily percent percentage
    position trailing profit target stop short cover exit enter entry filter rebalance rotation symbols shares capital
    holding trading until unless whenever provided previous yesterday today tomorrow standard deviation deviations
    positive negative rising falling turning upper middle lower recent session candle average twice double triple
    uptrend downtrend sideways trending pyramid pyramiding cooldown breakeven median typical weighted triangular
    """
)
