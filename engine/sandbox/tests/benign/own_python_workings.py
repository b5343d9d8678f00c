# benign: callable, isinstance, id, hash, memoryview, bytearray, slice, complex, divmod, sum of ten million, chr and ord
# trades: yes
import backtrader as bt


class Workings(bt.Strategy):
    def __init__(self):
        buffer = bytearray(b"prices")
        memoryview(buffer)[0] = ord("P")
        assert buffer.decode() == "Prices" and callable(self.next) and isinstance(self, bt.Strategy) and hash("a") and id(self)
        assert complex(1, 2).conjugate() == 1 - 2j and divmod(7, 3) == (2, 1) and [1, 2, 3, 4][slice(None, None, 2)] == [1, 3]
        assert "é".encode("latin-1") == b"\xe9" and "日".encode("utf-16-le").decode("utf-16-le") == "日"
        assert b"a".hex() == "61" and "é".encode("ascii", "xmlcharrefreplace") == b"&#233;" and ascii("é") == "'\\xe9'"
        assert sum(range(10_000_000)) == 49_999_995_000_000 and len(str(3**5_000)) > 2_000 and "ß".upper() == "SS"
        assert round(2.5) == 2 and (0.1).as_integer_ratio()[1] > 0 and float.fromhex("0x1p-2") == 0.25 and (5).bit_count() == 2
        assert sorted({3: "c", 1: "a"}.items(), key=lambda pair: pair[1])[0] == (1, "a") and frozenset([1]) | {2} == {1, 2}

    def next(self):
        rising = all(after >= before for before, after in zip(*[iter(self.data.close.get(size=2))] * 2))
        if rising and not self.position:
            self.buy()
        elif not rising and self.position:
            self.close()
