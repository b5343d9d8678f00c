# benign: np.savetxt, loadtxt and genfromtxt on text buffers, np.frombuffer, tobytes, np.printoptions, np.testing
# trades: yes
# says: 3 rows back
import backtrader as bt
import numpy as np
from io import BytesIO, StringIO


class InMemory(bt.Strategy):
    def __init__(self):
        buffer = StringIO()
        np.savetxt(buffer, np.arange(6).reshape(3, 2), fmt="%.3f", delimiter=",", header="a,b")
        buffer.seek(0)
        table = np.loadtxt(buffer, delimiter=",")
        print(len(table), "rows back")
        named = np.genfromtxt(StringIO("a,b\n1,2\n3,4\n"), delimiter=",", names=True)
        raw = BytesIO()
        np.save(raw, table)
        raw.seek(0)
        np.testing.assert_allclose(np.load(raw), table)
        assert named["b"][1] == 4 and np.frombuffer(table.tobytes()).size == 6
        with np.printoptions(precision=2, suppress=True), np.errstate(divide="ignore", invalid="ignore"):
            print(table / 0)
        self.thresholds = table

    def next(self):
        up = self.data.close[0] > self.data.open[0] + self.thresholds[0, 0]
        if up and not self.position:
            self.buy()
        elif self.position and len(self) % 5 == 0:
            self.close()
