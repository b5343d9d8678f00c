# benign: identifiers in Greek, Chinese and accented Latin, right-to-left text in a comment, emoji in strings
# trades: yes
# says: π ≈ 3.14 🚀
import math as Mathe

import backtrader as bt

π = Mathe.pi
größe = 10
名前 = "移动平均线"
# שלום — a comment that runs the other way; ١٢٣


class Durchschnitt(bt.Strategy):
    params = dict(länge=9, schwelle_ε=0.0)

    def __init__(self):
        self.均线 = bt.ind.SMA(period=self.p.länge)
        self.Δ = self.data.close - self.均线
        print(f"π ≈ {π:.2f} 🚀 {名前}")

    def next(self):
        σ = abs(self.Δ[0])
        if self.Δ[0] > self.p.schwelle_ε and not self.position and σ < größe * 10:
            self.buy()
        elif self.Δ[0] < -self.p.schwelle_ε and self.position:
            self.close()
