"""What our own indicators do when prices are counted in other units, and the bounds none of them leaves."""

import numpy as np
import pytest

from indicators.library import registry
from indicators.library.catalogue.own import OWN

OURS = {entry.name: entry for module in OWN for entry in module.ENTRIES}
PRICES = registry.ordinary_prices(400)
SIDES = ("open", "high", "low", "close")

# In the units of the price, and moved as it is moved.
LEVELS = {
    *("VWAP", "VWAPBANDS", "AVWAP", "HMA", "ZLEMA", "VWMA", "ALMA", "SMMA", "SINWMA", "VIDYA", "FRAMA"),
    *("SUPERSMOOTHER", "DECYCLER", "LAGUERREFILTER", "GMMA", "KELTNER", "DONCHIAN", "KAMABANDS", "STARC", "SEBANDS"),
    *("CHANDELIER", "CKSTOP", "ICHIMOKU", "ALLIGATOR", "FRACTALS", "HEIKINASHI", "PIVOTS", "FIBPIVOTS", "CAMARILLA"),
    *("WOODIE", "DEMARKPIVOTS", "CPR", "SUPERTREND", "HILO", "VSTOP", "TWAP"),
}
# In the units of the price, and the same wherever it is moved.
MOVES = {"FORCE", "BWMFI", "DPO", "GATOR", "ELDERRAY", "AO", "AC", "SQUEEZE", "THERMO", "ROOFING"}
# Without a unit, and the same wherever the price is moved.
PLACES = {
    *("CMF", "TMF", "KVO", "PVO", "VROC", "VZO", "RVOL", "PERCENTB", "VORTEX", "CHOP", "MASS", "RWI", "IMPULSE"),
    *("CTI", "TII", "TDSETUP", "TSI", "FISHER", "RVGI", "QQE", "STC", "PGO", "PSL", "LAGUERRERSI", "IFISHRSI", "RMI"),
    *("WAVETREND", "INERTIA", "BRAR", "RVI", "ZSCORE", "PERCENTRANK", "ENTROPY", "SKEW", "KURTOSIS", "RSQUARED"),
    *("STREAK", "UDVR", "RCI", "TRENDFLEX", "REFLEX"),
}
# Without a unit, but of the price as a whole: moving it changes them.
SHARES = {
    *("VPT", "NVI", "PVI", "VFI", "BANDWIDTH", "TRIXSIGNAL", "KST", "CRSI", "COPPOCK", "DISPARITY", "CG", "PMO"),
    *("HISTVOL", "PARKINSON", "GARMANKLASS", "ROGERSSATCHELL", "YANGZHANG", "EWMAVOL", "ULCER", "LOGRETURN", "SHARPE"),
    *("SORTINO", "HURST", "AUTOCORR", "DRAWDOWN", "VARRATIO", "GAP", "FROMHIGH", "BBTREND"),
}
# In the units of the price, but moved otherwise.
SCALED = {"MCGINLEY", "ENVELOPE", "ZIGZAG"}
# Neither: their formulas hold a number in the units of the price.
ODD = {"PFE", "GAPO", "EOM"}
# To which power of the volume they grow, if they do.
BY_VOLUME = {"VPT": 1, "FORCE": 1, "KVO": 1, "EOM": -1, "BWMFI": -1}
# Outputs without a unit beside others that have one.
SIGNS = {"direction", "squeeze"}

WITHIN = {
    **dict.fromkeys(("CMF", "TMF", "CTI", "IFISHRSI", "AUTOCORR", "IMPULSE", "RVGI"), (-1, 1)),
    **dict.fromkeys(("RSQUARED", "ENTROPY", "LAGUERRERSI"), (0, 1)),
    **dict.fromkeys(("CRSI", "STC", "TII", "PSL", "RMI", "RVI", "PERCENTRANK", "QQE"), (0, 100)),
    **dict.fromkeys(("VZO", "TSI", "RCI"), (-100, 100)),
    **dict.fromkeys(("DRAWDOWN", "FROMHIGH"), (-100, 0)),
    **dict.fromkeys(("ULCER", "THERMO", "HISTVOL", "PARKINSON", "YANGZHANG", "EWMAVOL", "RVOL", "NVI"), (0, np.inf)),
}
# Never beyond the highest and the lowest price there has been.
AMONG_PRICES = ("VWAP", "AVWAP", "VWMA", "ALMA", "SMMA", "SINWMA", "VIDYA", "FRAMA", "GMMA", "DONCHIAN", "HEIKINASHI")


def outputs(name, columns):
    return registry.evaluate(OURS[name], columns).outputs


def turned(*, times=1.0, plus=0.0, volume=1.0):
    sides = {side: PRICES[side] * times + plus for side in SIDES}
    return PRICES | sides | {"volume": PRICES["volume"] * volume}


def differing(names, columns, expected):
    """Name the outputs over other columns that are not what is expected of the old ones."""
    wrong = []
    for name in sorted(names):
        for key, values in outputs(name, columns).items():
            old = outputs(name, PRICES)[key]
            want = old if key in SIGNS else expected(name, old)
            # Sums as large as all volumes lose their last digits to rounding.
            room = 1e-9 * (1 + np.nanmax(np.abs(want)))
            if not np.allclose(values, want, rtol=1e-7, atol=room, equal_nan=True):
                wrong.append(f"{name}.{key}")
    return wrong


class TestUnits:
    def test_are_told_of_every_indicator_once(self):
        groups = [LEVELS, MOVES, PLACES, SHARES, SCALED, ODD]

        assert set().union(*groups) == set(OURS)
        assert sum(map(len, groups)) == len(OURS)

    def test_of_the_price_scale_what_is_counted_in_them(self):
        assert differing(LEVELS | MOVES | SCALED, turned(times=4.0), lambda name, old: 4 * old) == []

    def test_of_the_price_leave_the_rest_alone(self):
        assert differing(PLACES | SHARES, turned(times=4.0), lambda name, old: old) == []

    def test_of_volume_leave_all_but_a_few_alone(self):
        assert differing(OURS, turned(volume=8.0), lambda name, old: old * 8.0 ** BY_VOLUME.get(name, 0)) == []


class TestMovedPrices:
    def test_move_levels(self):
        assert differing(LEVELS, turned(plus=64.0), lambda name, old: old + 64) == []

    def test_leave_moves_and_places_alone(self):
        assert differing(MOVES | PLACES, turned(plus=64.0), lambda name, old: old) == []

    def test_change_shares(self):
        changed = differing(SHARES, turned(plus=64.0), lambda name, old: old)

        # The ranks and runs inside these two may come out the same.
        assert SHARES - {one.partition(".")[0] for one in changed} <= {"CRSI", "VFI"}


class TestLabels:
    def test_tell_outputs_apart(self):
        lacking = [
            f"{entry.name}.{one.name}"
            for entry in OURS.values()
            for one in entry.outputs
            if not one.label and one.name.upper() != entry.name
        ]

        assert lacking == []


def rough(seed):
    """Return prices that jump, stand still and run, with bars without range and without volume."""
    random = np.random.default_rng(seed)
    moves = random.standard_t(2, size=400) * random.choice([0.0, 0.003, 0.05], size=400)
    close = 20 * np.exp(np.clip(np.cumsum(moves), -6, 6))
    opened = np.concatenate([close[:1], close[:-1]])
    reach = random.choice([0.0, 0.02], size=(2, 400))
    high, low = np.maximum(opened, close) * (1 + reach[0]), np.minimum(opened, close) * (1 - reach[1])
    volume = random.choice([0.0, 10.0, 1e7], size=400)
    return {"open": opened, "high": high, "low": low, "close": close, "volume": volume, "dates": PRICES["dates"]}


@pytest.mark.parametrize("seed", range(4))
class TestBounds:
    def test_are_never_left(self, seed):
        columns = rough(seed)

        outside = [
            name
            for name, (low, high) in WITHIN.items()
            for key, values in outputs(name, columns).items()
            # The stop of QQE may be beyond what it follows.
            if key != "qqestop"
            and not ((values[np.isfinite(values)] >= low - 1e-7) & (values[np.isfinite(values)] <= high + 1e-7)).all()
        ]

        assert outside == []

    def test_of_averages_are_the_prices_there_were(self, seed):
        columns = rough(seed)
        top = np.maximum.accumulate(columns["high"]) * (1 + 1e-9)
        bottom = np.minimum.accumulate(columns["low"]) * (1 - 1e-9)

        outside = [
            name
            for name in AMONG_PRICES
            for values in outputs(name, columns).values()
            if ((values > top) | (values < bottom)).any()
        ]

        assert outside == []


class TestBands:
    @pytest.mark.parametrize("name", ["KELTNER", "DONCHIAN", "KAMABANDS", "ENVELOPE", "STARC", "SEBANDS", "VWAPBANDS"])
    def test_hold_their_middle(self, name):
        upper, middle, lower = outputs(name, rough(1)).values()

        known = ~np.isnan(upper + middle + lower)
        assert known.any()
        assert (upper >= middle)[known].all()
        assert (middle >= lower)[known].all()


# What is neither nothing nor the price where nothing moves: the middle of a scale, or where an index begins.
AT_REST = {
    "SUPERTREND.direction": -1.0,
    "VSTOP.direction": 1.0,
    "QQE.qqe": 50.0,
    "QQE.qqestop": 50.0,
    "STC.stc": 50.0,
    "RVOL.rvol": 1.0,
    **dict.fromkeys(("NVI.nvi", "NVI.signal", "PVI.pvi", "PVI.signal"), 1000.0),
}


def rests(values, *allowed):
    """Tell whether all values there are stay at one of these."""
    known = values[np.isfinite(values)]
    return any(np.allclose(known, one, rtol=1e-9, atol=1e-9 * max(allowed)) for one in allowed)


@pytest.mark.parametrize("price", [33.3, 0.1, 1234.567])
class TestFlatPrices:
    def test_are_no_move_however_their_digits_round(self, price):
        flat = PRICES | dict.fromkeys(SIDES, np.full(400, price)) | {"volume": np.full(400, 1e6)}

        moving = [
            f"{name}.{key}"
            for name in sorted(set(OURS) - {"ENVELOPE"})
            for key, values in outputs(name, flat).items()
            if not rests(values, AT_REST.get(f"{name}.{key}", 0.0), price)
        ]

        assert moving == []
