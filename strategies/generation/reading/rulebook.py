"""All rules of the grammar beside conditions; those that stand first win among equally long matches."""

from typing import Final

from strategies.generation.reading.grammar import Rule
from strategies.generation.reading.granted_rules import GRANTED_RULES
from strategies.generation.reading.order_rules import ORDER_RULES
from strategies.generation.reading.rotation_rules import ROTATION_RULES
from strategies.generation.reading.size_rules import ADDING_RULES, SIZE_RULES
from strategies.generation.reading.stop_rules import STOP_RULES
from strategies.generation.reading.target_rules import TARGET_RULES
from strategies.generation.reading.timing_rules import TIMING_RULES

RULES: Final[tuple[Rule, ...]] = (
    *ROTATION_RULES,
    *STOP_RULES,
    *TARGET_RULES,
    *ORDER_RULES,
    *SIZE_RULES,
    *ADDING_RULES,
    *TIMING_RULES,
    *GRANTED_RULES,
)
