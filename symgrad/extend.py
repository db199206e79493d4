"""All that one imports to add a node, an elementwise function, a notation or a target.

Nothing is registered and nothing of symgrad's is touched: what is added is a class, or a value that is handed over.
EXTENDING.md adds one of each.

a node         a class under :class:`ScalarNode` or :class:`MatrixNode`, whose :class:`Rules` have a row for each table
a function     a row by :func:`elementwise`
a notation     a :class:`Notation`, given as ``notation=``
a target       a function of an array program, a :class:`Block`, given as ``target=``
"""

from symgrad.algebra import (
    add,
    diag,
    dot,
    element,
    hadamard,
    is_zero,
    mul,
    negate,
    ones_of,
    raw,
    scale,
    split,
    total,
    transpose,
    zero,
)
from symgrad.algebra.intake import intake
from symgrad.calculus.tangent_rules import each, linear
from symgrad.errors import MissingRuleError, ShapeError, SymgradError
from symgrad.expansion.dense import dense
from symgrad.expressions.nodes import facts
from symgrad.expressions.nodes.node import MatrixNode, Node, ScalarNode
from symgrad.expressions.nodes.node_rules import Rules, rebuilt
from symgrad.expressions.shapes import is_matrix, is_vector, same_shape, shape_of, shape_text
from symgrad.functions.elementwise import ElementwiseFunction, elementwise
from symgrad.lowering import BATCH, TIME, Block, Op, Source, Value, hole
from symgrad.lowering.rules.arithmetic import entrywise
from symgrad.lowering.rules.maps import by_source
from symgrad.lowering.terms import Term, own_axes
from symgrad.printing.assembly import called
from symgrad.printing.formula import Formula
from symgrad.printing.notation import Notation
from symgrad.printing.pieces import Kind, Level, Piece
from symgrad.printing.rules.applications import by_word

__all__ = [
    "BATCH",
    "TIME",
    "Block",
    "ElementwiseFunction",
    "Formula",
    "Kind",
    "Level",
    "MatrixNode",
    "MissingRuleError",
    "Node",
    "Notation",
    "Op",
    "Piece",
    "Rules",
    "ScalarNode",
    "ShapeError",
    "Source",
    "SymgradError",
    "Term",
    "Value",
    "add",
    "by_source",
    "by_word",
    "called",
    "dense",
    "diag",
    "dot",
    "each",
    "element",
    "elementwise",
    "entrywise",
    "facts",
    "hadamard",
    "hole",
    "intake",
    "is_matrix",
    "is_vector",
    "is_zero",
    "linear",
    "mul",
    "negate",
    "ones_of",
    "own_axes",
    "raw",
    "rebuilt",
    "same_shape",
    "scale",
    "shape_of",
    "shape_text",
    "split",
    "total",
    "transpose",
    "zero",
]
