# verdict: FORBIDDEN
# family: attributes
# witness: canary
# Reach builtins through the frame of a coroutine that never runs.
import backtrader as bt


class Hostile(bt.Strategy):
    def next(self):
        async def asleep():
            pass

        waiting = asleep()
        builtins = waiting.cr_frame.f_builtins
        waiting.close()
        builtins["__import__"]("posix").mkdir("@CANARY@/slept")
