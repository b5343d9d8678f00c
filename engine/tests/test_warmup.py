"""Bars before the start date: indicators know them, nothing is traded or measured on them."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from engine.bars import timeline
from engine.ledger.audit import BadResult, audit
from engine.ledger.benchmark import buy_and_hold
from engine.report import facts_of_feed
from engine.simulation.failures import StrategyFailed
from engine.spec import Spec
from engine.tests.differential import FIXED, PERCENT, candidate, make_bars, run_ours, run_stock
