# benign: to_csv, to_json, to_string, to_dict, to_html, to_latex, to_markdown-free, to_records and to_numpy, in memory only
# trades: yes
# says: close,volume
import backtrader as bt
import pandas as pd


class Reports(bt.Strategy):
    def __init__(self):
        self.rows = []

    def next(self):
        self.rows.append({"date": self.data.datetime.date(0), "close": self.data.close[0], "volume": self.data.volume[0]})
        if len(self) % 10 == 0:
            self.close() if self.position else self.buy()

    def stop(self):
        frame = pd.DataFrame(self.rows).set_index("date").head(5)
        for line in frame.to_csv(index=False, float_format="%.2f").splitlines():
            print(line)
        print(frame.to_string(max_rows=3, float_format=lambda value: f"{value:.1f}"))
        print(frame)
        print(repr(frame.close), frame.describe(), frame.dtypes, frame.index, frame.T)
        print(frame.to_json(orient="records", date_format="iso"), frame.close.to_json(), frame.to_json(orient="split"))
        print(frame.to_dict("list"), frame.to_dict("index"), frame.to_records(), frame.to_numpy())
        print(frame.to_html(), frame.close.to_csv(), frame.reset_index().to_csv(sep=";", quoting=1))
        with pd.option_context("display.max_rows", 4, "display.precision", 3):
            print(pd.DataFrame(self.rows))
        frame.info(buf=(out := text_buffer()))
        print(out.getvalue())


def text_buffer():
    from io import StringIO

    return StringIO()
