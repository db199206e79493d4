"""The table of lowering: node -> the operations that compute it."""

from symgrad.lowering.rules.table import LOWERING_RULES, rule_of

__all__ = ["LOWERING_RULES", "rule_of"]
