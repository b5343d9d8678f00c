# verdict: OK
# family: injection
# witness: page
# Print what could forge lines, colours and markup, or break a database.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        print("\x00\x1b[31m\ud800\u202e<script>alert(1)</script>\r=cmd()")
