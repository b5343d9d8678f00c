"""The bytes between worker and child: round trips, and the refusal of all else."""

import json
import math
from dataclasses import asdict, replace
from datetime import date, time
from types import MappingProxyType

import numpy as np
import pytest

from engine.bars import PRICE_COLUMNS
from engine.events import (
    EndReason,
    Failure,
    Fill,
    LeftOut,
    LogLine,
    OrderEnded,
    OrderLog,
    OrderPlaced,
    OrderType,
    Progress,
    Series,
    SizesUsed,
)
from engine.printable import printable
from engine.sandbox import protocol
from engine.sandbox.protocol import FrameReader, Garbled, Kind
from engine.sandbox.tests.sandboxes import prices
from engine.sandbox.validation import (
    Bounds,
    TooMuch,
    read_failed,
    read_finished,
    read_log_line,
    read_progress,
)
from engine.spec import Limits, Spec
from engine.verdict import Verdict

LIMITS = Limits(orders=5, log_lines=3, log_line_chars=20)
BOUNDS = Bounds(bars=10, feed_bars=(10, 8), warmup=20, limits=LIMITS)
PLACED = OrderPlaced(bar=1, order=1, feed=0, side="buy", type=OrderType.LIMIT, size=2.5, price=99.5)
LOG = OrderLog(
    strategy_class="Cross",
    params={"period": 5, "rate": 0.5, "name": "x", "on": True, "none": None},
    bars_run=10,
    warmup_bars=4,
    engine_path="lean",
    path_reason="",
    placed=[PLACED],
    fills=[Fill(bar=2, order=1, size=2.5, price=99.5)],
    ended=[OrderEnded(bar=9, order=1, reason=EndReason.EXPIRED)],
    series=[Series(name="SMA(5)", feed=1, overlay=True, values=[None, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0])],
    log=[LogLine(bar=3, text="hello")],
    strategies=["Base", "Cross"],
    left_out=[LeftOut(what="the runner (main)", lines=[(40, 72), (80, 80)], why="Prices are those of the run.")],
)


def payload_of(frame: bytes) -> bytes:
    ((_, payload),) = FrameReader(output_bytes=1 << 20).feed(frame)
    return payload


def finished(**changes) -> bytes:
    """Return the payload of LOG with some of its JSON values replaced."""
    return json.dumps(json.loads(payload_of(protocol.encode_finished(LOG))) | changes).encode()


def placed(**changes) -> dict:
    return {"bar": 1, "order": 1, "feed": 0, "side": "buy", "type": "market", "size": 1.0} | changes


def part(**changes) -> dict:
    return {"what": "the runner", "lines": [(1, 2)], "why": ""} | changes


class TestJob:
    def test_survives_the_journey(self):
        spec = Spec(
            source="text with \ud800 and é",
            symbols=("ABC", "DEF"),
            start_date=date(2020, 1, 1),
            params=MappingProxyType({"period": 5}),
        )
        hours = {"interval": "1h", "session_start": time(9, 30), "session_end": time(15, 30)}
        feeds = [prices(bars=7), replace(prices(bars=3, symbol="DEF"), lot_size=0.01, is_simulated=True, **hours)]

        read_spec, read_feeds = protocol.decode_job(bytearray(protocol.encode_job(spec, feeds)))

        assert read_spec == spec
        for sent, read in zip(feeds, read_feeds, strict=True):
            assert read.content_hash == sent.content_hash
            for name in ("lot_size", "is_simulated", "interval", "session_start", "session_end"):
                assert getattr(read, name) == getattr(sent, name)
            assert all(getattr(read, name).flags.writeable for name in PRICE_COLUMNS)

    def test_leaves_nothing_of_its_spec_behind_the_arrays(self):
        job = bytearray(protocol.encode_job(Spec(source="", symbols=("ABC",), is_rehearsal=True), [prices(bars=7)]))
        assert b"is_rehearsal" in job

        protocol.decode_job(job)

        assert b"is_rehearsal" not in job


class TestFrameReader:
    def test_joins_what_arrives_in_pieces(self):
        frames = protocol.encode_ready(locked_ms=1.5) + protocol.encode_log_line(LogLine(bar=1, text="a" * 50))
        reader = FrameReader(output_bytes=100)

        read = [frame for at in range(len(frames)) for frame in reader.feed(frames[at : at + 1])]

        assert [kind for kind, _ in read] == [Kind.READY, Kind.LOG]

    def test_knows_when_a_frame_is_cut_short(self):
        reader = FrameReader(output_bytes=1_000)

        assert list(reader.feed(protocol.encode_finished(LOG)[:20])) == []
        assert reader.position == 0

    @pytest.mark.parametrize(
        "header",
        [b"\x00\x00\x00\x00\x00", b"\x09\x00\x00\x00\x01", b"\x01\x00\x00\x00\x01", b"\x04\x00\x00\x00\x65"],
        ids=["no kind", "unknown kind", "a body where none is", "longer than the limit"],
    )
    def test_refuses(self, header):
        with pytest.raises(Garbled):
            list(FrameReader(output_bytes=100).feed(header))


class TestFinished:
    def test_survives_the_journey(self):
        assert read_finished(payload_of(protocol.encode_finished(LOG)), BOUNDS) == LOG

    def test_is_made_to_fit_by_an_honest_child(self):
        params = {"nan": math.nan, "huge": 10**5_000, "large": 2**60, "long": "a" * 3_000, "n" * 300: 1}
        series = [replace(LOG.series[0], name="s" * 300)] * 300
        log = replace(LOG, strategy_class="C" * 300, params=params, series=series)

        read = read_finished(payload_of(protocol.encode_finished(log)), BOUNDS)

        assert read.strategy_class == "C" * 200
        assert read.params == {
            "nan": "nan",
            "huge": "a very large number",
            "large": str(2**60),
            "long": "a" * 2_000,
            "n" * 200: 1,
        }
        assert [one.name for one in read.series] == ["s" * 200] * 200

    def test_bears_text_that_is_not_unicode(self):
        log = replace(LOG, log=[LogLine(bar=0, text="\ud800")])

        assert read_finished(payload_of(protocol.encode_finished(log)), BOUNDS).log[0].text == "?"

    @pytest.mark.parametrize(
        "changes",
        [
            {"placed": [placed(size=math.nan)]},
            {"placed": [placed(size=math.inf)]},
            {"placed": [placed(size=0)]},
            {"placed": [placed(size=-1)]},
            {"placed": [placed(size="1")]},
            {"placed": [placed(size=True)]},
            {"placed": [placed(bar=10)]},
            {"placed": [placed(bar=-1)]},
            {"placed": [placed(bar=1.0)]},
            {"placed": [placed(order=0)]},
            {"placed": [placed(order=6)]},
            {"placed": [placed(feed=2)]},
            {"placed": [placed(side="hold")]},
            {"placed": [placed(type="iceberg")]},
            {"placed": [placed(price=math.nan)]},
            {"placed": [placed(trail_percent=math.inf)]},
            {"placed": [placed(parent=6)]},
            {"placed": [placed(oco=0)]},
            {"placed": [{}]},
            {"placed": {}},
            {"fills": [{"bar": 1, "order": 1, "size": 1.0, "price": math.nan}]},
            {"fills": [{"bar": 1, "order": 1, "size": 0.0, "price": 1.0}]},
            {"fills": [{"bar": 10, "order": 1, "size": 1.0, "price": 1.0}]},
            {"fills": [{"bar": 1, "order": 1, "size": 1.0, "price": 1.0}] * 11},
            {"ended": [{"bar": 1, "order": 1, "reason": "bored"}]},
            {"ended": [{"bar": 1, "order": 1, "reason": "margin"}] * 6},
            {"series": [{"name": "a", "feed": 0, "overlay": True, "values": [1.0]}]},
            {"series": [{"name": "a", "feed": 2, "overlay": True, "values": [1.0] * 10}]},
            {"series": [{"name": "a", "feed": 0, "overlay": True, "values": [math.nan] * 10}]},
            {"series": [{"name": "a" * 201, "feed": 0, "overlay": True, "values": [1.0] * 10}]},
            {"series": [{"name": "a", "feed": 0, "overlay": 1, "values": [1.0] * 10}]},
            {"series": [{"name": "a", "feed": 0, "overlay": True, "values": [1.0] * 10}] * 201},
            {"log": [{"bar": 11, "text": ""}]},
            {"log": [{"bar": 1, "text": ""}] * 5},
            {"params": [["a", [1]]]},
            {"params": [["a", math.nan]]},
            {"params": [["a", 2**60]]},
            {"params": [["a", 1]] * 201},
            {"strategy_class": "a" * 201},
            {"path_reason": None},
            {"engine_path": "fast"},
            {"strategies": ["a" * 201]},
            {"strategies": ["A"] * 101},
            {"strategies": None},
            {"strategies": "AB"},
            {"strategies": [7]},
            {"left_out": [part(what="a" * 2_001)]},
            {"left_out": [part(why=3)]},
            {"left_out": [part(lines=[(0, 1)])]},
            {"left_out": [part(lines=[(5, 4)])]},
            {"left_out": [part(lines=[(1, 10**9)])]},
            {"left_out": [part(lines=[(1, 2, 3)])]},
            {"left_out": [part(lines=[(1, 2)] * 51)]},
            {"left_out": [part()] * 51},
            {"left_out": [part(lines=[(1, math.nan)])]},
            {"left_out": [part(lines=[(True, 2)])]},
            {"left_out": [part(cure="x")]},
            {"left_out": [None]},
            {"left_out": {"what": "the runner"}},
            {"ended": [{"bar": -1, "order": 1, "reason": "margin"}]},
            {"fills": [{"bar": -20, "order": 1, "size": 1.0, "price": 1.0}]},
            {"placed": [placed(expires_at=math.nan)]},
            {"log": [{"bar": -1, "text": ""}]},
            {"log_truncated": 1},
            {"bars_run": -1},
            {"bars_run": math.nan},
            {"bars_run": 10**30},
            {"bars_run": 11},
            {"warmup_bars": -1},
            {"sizes": {"by_rule": -1}},
            {"sizes": {"scaled": 6}},
            {"sizes": {"closing": 1.5}},
            {"sizes": {"nothing": 2**60}},
            {"sizes": {"by_rule": math.nan}},
            {"sizes": {"by_strategy": True}},
            {"sizes": {"sizer": 5}},
            {"sizes": {"sizer": "a", "profit": 1}},
            {"sizes": []},
            {"sizes": None},
            {"final_value": 1e9},
        ],
        ids=str,
    )
    def test_is_refused_with(self, changes):
        with pytest.raises(Garbled):
            read_finished(finished(**changes), BOUNDS)

    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"placed": [dict.fromkeys(map(str, range(100_000)), 0)]}, "placed: an entry without a value"),
            ({"fills": [{"bar": 2, "order": 1, "size": 1.0, "price": 9.0, "profit": 5.0}]}, "fills: an entry"),
            (dict.fromkeys(map(str, range(100_000)), 0), "one too many"),
            ({"lines": [0] * 1_100_000}, "more values than a run can have"),
            ({"series": [{"name": "a", "feed": 0, "overlay": True, "values": [1] * 1_100_000}]}, "more values"),
        ],
        ids=["a wide order", "a fill with a profit", "a wide report", "many lines", "a long indicator"],
    )
    def test_is_refused_before_a_complaint_copies_it_with(self, changes, why):
        with pytest.raises(Garbled, match=why):
            read_finished(finished(**changes), BOUNDS)

    def test_may_have_commas_in_every_text(self):
        log = replace(
            LOG,
            params={f"p{number}": "," * protocol.MAX_TEXT for number in range(protocol.MAX_PARAMS)},
            log=[LogLine(bar=None, text="," * LIMITS.log_line_chars)] * 4,
        )

        assert read_finished(payload_of(protocol.encode_finished(log)), BOUNDS) == log

    def test_is_too_much_with_more_orders_than_the_limit(self):
        with pytest.raises(TooMuch, match="more orders than allowed"):
            read_finished(finished(placed=[placed()] * 6), BOUNDS)

    @pytest.mark.parametrize(
        "payload",
        [b"", b"null", b"[]", b"{}", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 50_000],
        ids=["empty", "null", "list", "object", "cut", "not text", "deep lists", "deep objects"],
    )
    def test_is_refused_as(self, payload):
        with pytest.raises(Garbled):
            read_finished(payload, BOUNDS)


class TestFailed:
    def test_survives_the_journey(self):
        failure = Failure(
            message="m", exception="E", line=3, code="c", bar=2, hint="h", frames=[(3, "next")], warmup_needed=9
        )

        frame = protocol.encode_failed(failure, Verdict.STRATEGY_ERROR)

        assert read_failed(payload_of(frame), BOUNDS) == (failure, Verdict.STRATEGY_ERROR)

    @pytest.mark.parametrize("verdict", ["OK", "OUR_FAULT", "CANCELLED", "TIME", "NO_DATA", "BAD_RESULT", "odd"])
    def test_may_not_claim(self, verdict):
        payload = json.dumps({"failure": {"message": "m"}, "verdict": verdict}).encode()

        with pytest.raises(Garbled):
            read_failed(payload, BOUNDS)

    def test_is_cut_to_size_and_cleaned(self):
        failure = Failure(message="a" * 5_000, code="\x1b[31m", frames=[(1, "\x00")] * 500)

        read, _ = read_failed(payload_of(protocol.encode_failed(failure, Verdict.STRATEGY_ERROR)), BOUNDS)

        assert len(read.message) == 2_000
        assert read.code == "\N{REPLACEMENT CHARACTER}[31m"
        assert len(read.frames) == 100


class TestProgress:
    def test_survives_the_journey(self):
        progress = Progress(phase="simulate", bar=3, bars=10, fills=2)

        assert read_progress(payload_of(protocol.encode_progress(progress)), BOUNDS) == progress

    @pytest.mark.parametrize("changes", [{"bar": 11}, {"bars": 11}, {"fills": -1}, {"phase": "done"}], ids=str)
    def test_is_refused_with(self, changes):
        with pytest.raises(Garbled):
            read_progress(json.dumps({"phase": "simulate"} | changes).encode(), BOUNDS)


class TestLogLine:
    def test_is_cut_and_cleaned(self):
        line = LogLine(bar=None, text="\x00tab\there\u202e" + "a" * 50)

        read = read_log_line(payload_of(protocol.encode_log_line(line)), BOUNDS)

        assert read.text.startswith("\N{REPLACEMENT CHARACTER}tab\there\N{REPLACEMENT CHARACTER}")
        assert len(read.text) == LIMITS.log_line_chars


HOSTILE = "\x1b]0;t\x07\r\n\u202eOK\u200b\x9b2J"
CLEANED = printable(HOSTILE, one_line=True)


class TestEveryText:
    @pytest.mark.parametrize(
        "changes",
        [
            {"strategy_class": HOSTILE},
            {"params": [(HOSTILE, 1)]},
            {"params": [("name", HOSTILE)]},
            {"path_reason": HOSTILE},
            {"series": [{"name": HOSTILE, "feed": 1, "overlay": True, "values": [None] * 8}]},
            {"log": [{"bar": 1, "text": HOSTILE}]},
            {"strategies": [HOSTILE]},
            {"sizes": asdict(SizesUsed(sizer=HOSTILE))},
            {"left_out": [part(what=HOSTILE)]},
            {"left_out": [part(why=HOSTILE)]},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_of_an_order_log_is_one_clean_line(self, changes):
        read = repr(read_finished(finished(**changes), BOUNDS))

        assert "�]0;t�" in read
        assert not any(ascii(char)[1:-1] in ascii(read) for char in "\x1b\x07\r\u202e\u200b\x9b")
        assert "\\n" not in read

    @pytest.mark.parametrize("name", ["message", "hint", "exception", "code"])
    def test_of_a_failure_is_clean(self, name):
        values = {"message": "m"} | {name: HOSTILE}
        frame = protocol.encode_failed(Failure(**values), Verdict.STRATEGY_ERROR)

        read, _ = read_failed(payload_of(frame), BOUNDS)

        assert getattr(read, name) in (CLEANED, printable(HOSTILE))

    def test_of_a_frame_is_clean(self):
        frame = protocol.encode_failed(Failure(message="m", frames=[(1, HOSTILE)]), Verdict.STRATEGY_ERROR)

        assert read_failed(payload_of(frame), BOUNDS)[0].frames == [(1, CLEANED)]

    def test_of_a_log_line_cannot_begin_another_line(self):
        line = read_log_line(json.dumps({"bar": 1, "text": "a\nb"}).encode(), BOUNDS)

        assert line.text == "a�b"


class TestBounds:
    def test_come_from_spec_and_bars(self):
        spec = Spec(source="", symbols=("ABC", "DEF"), limits=LIMITS)

        bounds = Bounds.of(
            spec, [replace(prices(bars=30), warmup=20), replace(prices(bars=28, symbol="DEF"), warmup=20)]
        )

        assert bounds == BOUNDS
        assert np.all(prices(bars=8).times == prices(bars=10).times[:8])

    def test_let_indicators_need_the_whole_warmup(self):
        assert read_finished(finished(warmup_bars=30), BOUNDS).warmup_bars == 30

        with pytest.raises(Garbled, match="warmup_bars"):
            read_finished(finished(warmup_bars=31), BOUNDS)
