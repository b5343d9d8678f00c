# verdict: OK
# family: output
# witness: memory
# Define two thousand strategies with long names.
import backtrader as bt

for number in range(2_000):
    name = "A" * 300 + str(number)
    globals()[name] = type(name, (bt.Strategy,), {"__module__": __name__})
