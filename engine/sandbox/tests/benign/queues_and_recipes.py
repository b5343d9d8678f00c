# benign: heapq, bisect, itertools recipes, deque, accumulate, groupby, product, tee, chain
# trades: yes
import bisect
import heapq
import itertools
from collections import deque

import backtrader as bt


def windows(values, size):
    copies = itertools.tee(values, size)
    for skip, copy in enumerate(copies):
        next(itertools.islice(copy, skip, skip), None)
    return zip(*copies)


class Recipes(bt.Strategy):
    def __init__(self):
        self.heap, self.ranked, self.last = [], [], deque(maxlen=6)

    def next(self):
        close = self.data.close[0]
        bisect.insort(self.ranked, close)
        heapq.heappush(self.heap, (-close, len(self)))
        self.last.append(close)
        if len(self.last) < 6:
            return
        rises = [after > before for before, after in windows(self.last, 2)]
        longest = max(len(list(run)) for _, run in itertools.groupby(rises))
        place = bisect.bisect_left(self.ranked, close) / len(self.ranked)
        best = heapq.nsmallest(3, self.heap)
        total = list(itertools.accumulate(self.last, max))[-1]
        assert total == max(self.last) and best and len(list(itertools.product("ab", repeat=2))) == 4
        list(itertools.chain.from_iterable([[1], [2]])), list(itertools.zip_longest("ab", "c")), dict(zip("ab", itertools.count()))
        list(itertools.combinations(range(4), 2)), list(itertools.permutations("abc", 2)), list(itertools.pairwise("abc"))
        list(itertools.takewhile(bool, [1, 0])), list(itertools.starmap(pow, [(2, 3)])), next(itertools.cycle("a"))
        list(heapq.merge([1, 3], [2])), heapq.nlargest(2, [1, 2, 3]), list(itertools.compress("ab", [1, 0]))
        if longest >= 2 and place > 0.3 and not self.position:
            self.buy()
        elif self.position and (place < 0.2 or len(self) % 11 == 0):
            self.close()
