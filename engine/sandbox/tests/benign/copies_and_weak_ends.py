# benign: copy.copy, deepcopy of nested state with cycles, del of names, __del__, unpacking swaps, slices assigned, id reuse
# trades: yes
import copy

import backtrader as bt


class Node:
    def __init__(self, value, parent=None):
        self.value, self.parent, self.children = value, parent, []
        if parent:
            parent.children.append(self)

    def __del__(self):
        self.value = None


class Copies(bt.Strategy):
    def __init__(self):
        self.root = Node(0.0)

    def next(self):
        leaf = Node(self.data.close[0], self.root)
        twin = copy.deepcopy(self.root)
        assert twin is not self.root and twin.children[-1].parent is twin and copy.copy(leaf).value == leaf.value
        self.root.children[:-20] = []
        values = [node.value for node in self.root.children]
        first, *_, last = values * 2
        first, last = last, first
        del twin, leaf
        values[1:2] = []
        if first > last and not self.position:
            self.buy()
        elif first < last and self.position:
            self.close()
