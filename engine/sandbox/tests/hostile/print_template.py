# verdict: OK
# family: injection
# witness: page
# Print what a template engine would run.
import backtrader as bt

LINES = (
    "{{ 7*7 }}",
    "{{ settings.SECRET_KEY }}",
    "{% debug %}",
    '{% include "admin/base.html" %}',
    "${7*7}",
    "#{7*7}",
    "%(password)s",
    "{0.__class__}",
)


class Hostile(bt.Strategy):
    def next(self):
        if len(self) == 5:
            self.buy(size=10)
            for line in LINES:
                print(line)
