import gc
import weakref

from engine.collecting import RARELY, rare_collections


class Ring:
    def __init__(self):
        self.itself = self


class TestRareCollections:
    def test_lasts_as_long_as_what_it_surrounds(self):
        before = gc.get_threshold()

        with rare_collections():
            inside = gc.get_threshold()

        assert inside == RARELY
        assert gc.get_threshold() == before

    def test_still_finds_rings_that_nobody_holds(self):
        with rare_collections():
            lost = weakref.ref(Ring())
            kept = [[] for _ in range(2 * RARELY[0])]

        assert lost() is None
        assert len(kept) == 2 * RARELY[0]
