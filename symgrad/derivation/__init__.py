"""The derivative of one name with respect to another, told as the chain rule tells it.

``chain`` has the paths from the denominator to the numerator, the local partials along them, and the closed forms;
``line`` what a line of a derivation is; ``telling`` writes the lines, ``layouts`` turns them, ``rule_names`` names the
rule of calculus that gives each.
"""

from symgrad.derivation.chain import ChainRule, Factor
from symgrad.derivation.layouts import ends, in_layout
from symgrad.derivation.line import Partial, Path, Product, Step, Sum
from symgrad.derivation.telling import backward, result_line, told

__all__ = [
    "ChainRule",
    "Factor",
    "Partial",
    "Path",
    "Product",
    "Step",
    "Sum",
    "backward",
    "ends",
    "in_layout",
    "result_line",
    "told",
]
