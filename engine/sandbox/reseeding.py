"""Random numbers that are the same whenever the same seed is run: forks share their parent's generators."""

import random
from typing import Any

import numpy as np
from numpy.random import bit_generator


def reseed(seed: int) -> None:
    """
    Let every generator of `random` and NumPy, also one made without a seed, draw what follows from this seed.

    What asks the system for randomness by name (`random.SystemRandom`, `secrets`, `os.urandom`) still gets it.
    """
    random.seed(seed)
    np.random.seed(seed)
    # The source of all that is made without a seed; apart from the global one, whose numbers it must not use up.
    source = random.Random(f"unseeded {seed}")  # noqa: S311  # it shall be foreseeable
    vars(bit_generator)["randbits"] = source.getrandbits
    plain_seed = random.Random.seed

    def seed_from_source(generator: random.Random, a: Any = None, version: int = 2) -> None:
        plain_seed(generator, source.getrandbits(128) if a is None else a, version)

    vars(random)["Random"].seed = seed_from_source
    vars(random)["seed"] = lambda a=None, version=2: seed_from_source(vars(random)["_inst"], a, version)
