import backtrader as bt
import backtrader.analyzers as btanalyzers
import matplotlib
import matplotlib.pyplot as plt
import seaborn as sns

plt.style.use("ggplot")
sns.set_theme()
matplotlib.rcParams["figure.dpi"] = 120
COLORS = {"buy": "green", "sell": "red"}


class Stoch(bt.Strategy):
    def __init__(self):
        self.stoch = bt.ind.StochasticSlow(safediv=True)
        self.stoch.plotinfo.plotyhlines = [20, 80]

    def next(self):
        if self.stoch.percK[0] < 20 and not self.position:
            self.buy()
        if self.stoch.percK[0] > 80 and self.position:
            self.close()


def draw(returns):
    fig, ax = plt.subplots()
    ax.plot(returns, color=COLORS["buy"])
    fig.savefig("equity.png")


def go():
    cerebro = bt.Cerebro()
    cerebro.addstrategy(Stoch)
    cerebro.addanalyzer(btanalyzers.TimeReturn, _name="tr")
    draw(list(cerebro.run()[0].analyzers.tr.get_analysis().values()))


go()
