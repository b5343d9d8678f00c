# benign: nested comprehensions, conditional lambdas, chained comparisons, ternaries, starred calls, dict merges, 59 brackets
# trades: yes
import backtrader as bt

DEEP = ((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))
COMPOSE = lambda *fs: (lambda x: x if not fs else COMPOSE(*fs[1:])(fs[0](x)))


class Maze(bt.Strategy):
    def next(self):
        if len(self) < 12:
            return
        grid = [[(self.data.close[-i - j] if i + j < 12 else 0) for j in range(4)] for i in range(6)]
        flat = {f"{i}:{j}": value for i, row in enumerate(grid) for j, value in enumerate(row) if value if i != j}
        ranked = sorted(flat, key=lambda key: (-flat[key], key))
        merged = {**flat, "best": flat[ranked[0]]} | dict(worst=flat[ranked[-1]])
        score = COMPOSE(lambda x: x + 1, lambda x: x * 2, abs)(merged["best"] - merged["worst"])
        rising = all(a >= b for a, b in zip(grid[0], grid[1][:])) and 0 < DEEP <= 1 < score < 1e9
        (self.buy if not self.position else lambda: None)() if rising else (self.close() if self.position else None)
