# benign: HTML, SQL, CSV formulas, shell commands and paths in log lines and f-strings: text only
# trades: yes
# says: <b>DROP TABLE
import backtrader as bt

HTML = "<b>{}</b><script>alert('no')</script>"
SQL = "<b>DROP TABLE users; -- '\" OR 1=1"
PATHS = ["/etc/passwd", "C:\\Windows\\system32", "../../secret", "~/.ssh/id_rsa", "file:///proc/self/environ"]
COMMANDS = ("rm -rf /", "import os; os.system('ls')", "$(whoami)", "`id`", "; cat /etc/shadow", "|| true")
FORMULAS = ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1"]


class Texts(bt.Strategy):
    def __init__(self):
        self.average = bt.ind.SMA(period=6)
        print(SQL)

    def next(self):
        if len(self) == 10:
            for text in [*PATHS, *COMMANDS, *FORMULAS, HTML.format("x"), "{0.__class__}", "%s%n", "\x1b[31mred\x1b[0m"]:
                print(text)
        if self.data.close[0] > self.average[0] and not self.position:
            self.buy()
        elif self.data.close[0] < self.average[0] and self.position:
            self.close()
