"""What a user writes, brought to symgrad's own form, and its shapes checked.

SymPy lets pass what has no meaning while sizes are symbols ((n, 1) times (n, 1), since n might be 1), builds
``tanh(x)`` of a vector as if x were a number, and keeps ``x.T*y`` as a 1 x 1 matrix. After the intake a function of a
vector is Elementwise, a product of one row and one column is a scalar, and every shape agrees.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import Function, UndefinedFunction
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions import special
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice

from symgrad import algebra
from symgrad.algebra import blocks, indexed_bases, spectra, triangles, written
from symgrad.algebra.determinants import of_bases
from symgrad.algebra.index_sums import product_form, sum_form
from symgrad.algebra.lifting import lift, of_every_entry, with_arguments
from symgrad.algebra.matrices_written_out import as_matrix, explicit
from symgrad.algebra.partials import taken_in
from symgrad.algebra.windowing import INTAKE
from symgrad.arguments.sympified import sympified
from symgrad.errors import MissingRuleError, ShapeError
from symgrad.expressions.nodes import (
    Commutation,
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    Explicit,
    FunctionAtom,
    KroneckerLeft,
    KroneckerRight,
    LineReduction,
    MatrixMap,
    Pointwise,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    ScalarPointwise,
    Total,
    UndefinedMatrix,
    UndefinedScalar,
    Unit,
    Unvec,
    Vec,
    VectorMap,
    about,
)  # fmt: skip
from symgrad.expressions.nodes.node import Node
from symgrad.expressions.nodes.node_rules import own_rule, rebuilt, require_rules
from symgrad.expressions.shapes import is_matrix, same_dimension, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.symbols.legal_names import any_name
from symgrad.expressions.traversal import postorder, rebuild
from symgrad.functions.elementwise import row_of
from symgrad.functions.formulas import (
    in_formula,
    in_plain_conditions,
    require_number,
    require_real,
    require_row,
    require_value,
)
from symgrad.functions.several_arguments import is_of_several
from symgrad.functions.undefined import require_word


def intake(expr: Any, done: dict[Any, Any] | None = None) -> Any:
    """An expression in symgrad's own form, equal in value; ShapeError where shapes do not agree."""
    # what came out of here once comes back as it is: equal parts stay one object
    given = sympified(expr)
    done = {} if done is None else done
    try:
        taken = rebuild(given, _converted, done, mark="_taken_in")
    except MissingRuleError:
        # once something has no rule, and not ahead for every expression
        other = indexed_bases.with_sizes(of_bases(given))
        if other == given:
            raise
        taken = rebuild(other, _converted, done, mark="_taken_in")
    _refuse_products((taken,))
    return taken


def with_values(expr: Any, values: Mapping[Any, Any], stays: Callable[[Any], bool] | None = None) -> Any:
    """An expression with nodes replaced by expressions of their shapes, in simplest form again; but what ``stays``."""
    return rebuild(expr, _converted, dict(values), stays=stays)


def _converted(node: Any, args: tuple[Any, ...]) -> Any:
    if is_variable(node):
        any_name(str(node.name))
        require_real(node)
        return node
    if isinstance(node, FunctionAtom):
        return node
    if about(node).keeps_matrices:
        args = tuple(map(as_matrix, args, node.args))
    require_real(node)
    rule = _INTAKE.get(type(node)) or _rule_of_its_own(node)
    if rule is not None:
        return rule(node, *args)
    if isinstance(node, _PARTS) or node.is_Atom:
        _refuse_products(args)
        return node if args == node.args else node.func(*args)
    if isinstance(node, Function):
        return _function(node, *args)
    raise MissingRuleError(
        f"no rule for {type(node).__name__}, in {node}; write it in symgrad's own functions and operations."
    )


def _refuse_products(args: Iterable[Any]) -> None:
    for arg in args:
        if isinstance(arg, sp.Product):
            raise MissingRuleError(
                f"no matrix form for {arg}: symgrad knows the product of the eigenvalues of a matrix, and of any "
                f"other the logarithm; write the sum of the logarithms."
            )


def _rule_of_its_own(node: Any) -> Callable[..., Any] | None:
    """The rule of a node that stands in no table: what lacks a rule for one of them is refused here."""
    if not isinstance(node, Node):
        return None
    if not node.is_told_only:
        require_rules(node)
    return own_rule(node, "intake")


def _is_inner_product(expr: Any) -> bool:
    """Whether x' y was written, which is a number even where x and y have one entry."""
    return isinstance(expr, sp.MatMul) and isinstance(algebra.split(expr)[1].args[0], sp.Transpose)


def _function(node: Any, *args: Any) -> Any:
    if isinstance(node, sp.log) and isinstance(args[0], sp.Product):
        body, *limits = args[0].args
        return sum_form(node, sp.log(body), *limits)
    _refuse_products(args)
    if not any(map(is_matrix, args)):
        made = node if args == node.args else node.func(*args)
        if in_formula(made) and isinstance(made, Function) and len(made.args) == 1:
            require_row(made.func)
        return made
    if is_of_several(node):
        written.same_shapes("a function of every entry", node, tuple(filter(is_matrix, args)))
        return of_every_entry(node.func, args)
    if len(args) != 1:
        raise ShapeError(f"{node} takes scalars; for a function of every entry write x.applyfunc(Lambda(t, ...)).")
    shape = shape_of(args[0])
    if isinstance(node, sp.exp) and shape[1] != 1 and same_dimension(*shape):
        return spectra.matrix_map(spectra.expm, args[0])  # which SymPy means by it, while sg.exp is Elementwise
    return _applied(node, node.func, args[0])


def _of_whole(node: Any, args: tuple[Any, ...]) -> Any:
    node.head.whole.require_constants(args[2:])
    return node if args == node.args else node.func(*args)


def _applied(node: Any, head: Any, argument: Any) -> Any:
    """A function of every entry, which needs a row."""
    if row_of(head) is None:
        raise MissingRuleError(f"no rule for {head.__name__}, in {node}; give it a row of its own with "
                               f"sg.elementwise(name, slope=..., definition=...).")  # fmt: skip
    if isinstance(head, UndefinedFunction):
        require_word(head.__name__)
    require_row(head)
    return blocks.apply(head, argument)


def _pointwise(node: Any, atom: Any, *args: Any) -> Any:
    args = tuple(written.as_scalar(arg) if isinstance(node, ScalarPointwise) else arg for arg in args)
    matrices = [arg for arg in args if is_matrix(arg)]
    return with_arguments(node, args, shape_of(matrices[0]) if matrices else ())


def _lambda(node: Any, function: Any, argument: Any) -> Any:
    """X.applyfunc(f): the body of f, entry by entry."""
    (bound,) = node.function.variables
    real = sp.Dummy(str(bound), real=True)
    for part in postorder(node.function.expr):
        require_number(part)  # whose error has the name of the author's own symbol
    require_value(node.function.expr)
    body = in_plain_conditions(node.function.expr.xreplace({bound: real}))
    parts = [part for part in postorder(body, in_formula) if part.args and not in_formula(part)]
    values = {part: written.as_scalar(intake(part)) for part in parts}
    for part in (part for part in parts if part.has(real)):
        if is_matrix(values[part]) or not is_matrix(part):  # t*(x.T*y) is a scalar after all
            advice = "; what is applied to entries is a formula of scalars: write hadamard(x, A)" * is_matrix(part)
            raise MissingRuleError(f"no rule for {type(part).__name__} of {bound}, in {node}{advice}.")
    written.same_shapes("a formula of every entry", node, (argument, *filter(is_matrix, values.values())))
    taken = body.xreplace(values)
    return lift(taken, {real: argument}, shape_of(argument))


def _matrix_map(node: Any, atom: Any, *args: Any) -> Any:
    written.same_shapes(f"a derivative of {atom}", node, args)
    return written.square(lambda argument: spectra.matrix_map(atom.head, argument, *args[1:]))(node, args[0])


def _transpose(node: Any, argument: Any) -> Any:
    """A transpose that ``simplify`` put around a product with an inverse stays there."""
    about = isinstance(argument, sp.MatMul) and any(isinstance(factor, sp.Inverse) for factor in argument.args)
    return algebra.raw(sp.Transpose, argument) if about else algebra.transpose(argument)


def _inverse(node: Any, argument: Any, *exponent: Any) -> Any:
    if not is_matrix(argument):
        return sp.Pow(argument, -1)
    return written.square(blocks.inverse)(node, argument)


# These stand in formulas, or in nodes that have a rule of their own.
_PARTS = (ExprCondPair, Relational, Boolean, sp.Tuple, sp.Dict, sp.Lambda, sp.KroneckerDelta)

_UNITS = [vars(special)["MatrixUnit"]] if "MatrixUnit" in vars(special) else []  # of SymPy after 1.14

_INTAKE: Mapping[type, Callable[..., Any]] = {
    sp.Add: written.sum_of_parts,
    sp.Mul: written.product,
    sp.Pow: written.power,
    sp.MatAdd: written.sum_of_parts,
    sp.MatMul: written.product,
    sp.MatPow: written.matrix_power,
    sp.Inverse: _inverse,
    sp.Transpose: _transpose,
    sp.Adjoint: _transpose,  # variables are real
    sp.conjugate: lambda node, argument: argument,
    HadamardProduct: written.hadamard,
    HadamardPower: written.power_of_each,
    ElementwiseApplyFunction: _lambda,
    Elementwise: lambda node, atom, argument: _applied(node, atom.head, written.as_scalar(argument)
                                                       if _is_inner_product(argument) else argument),
    Pointwise: _pointwise,
    ScalarPointwise: _pointwise,
    **dict.fromkeys((sp.ITE, sp.Xor, sp.Implies, sp.Equivalent),
                    lambda node, *args: in_plain_conditions(node.func(*args))),
    sp.Piecewise: written.choice,
    sp.Max: written.choice,
    sp.Min: written.choice,
    sp.re: lambda node, argument: argument,  # scalars are real
    sp.im: lambda node, argument: sp.S.Zero,
    VectorMap: lambda node, *args: _of_whole(node, args),
    Reduction: lambda node, *args: _of_whole(node, args),
    LineReduction: lambda node, *args: _of_whole(node, args),
    sp.KroneckerProduct: lambda node, *args: functools.reduce(lambda right, left: blocks.kron(left, right), args[::-1]),
    KroneckerLeft: lambda node, *args: blocks.kronecker_left(*args),
    KroneckerRight: lambda node, *args: blocks.kronecker_right(*args),
    Vec: lambda node, arg: blocks.vec(arg),
    Unvec: lambda node, *args: blocks.unvec(*args),
    sp.BlockMatrix: lambda node, grid: as_matrix(grid, node),  # its grid is an explicit matrix of blocks
    sp.BlockDiagMatrix: lambda node, *args: intake(sp.BlockMatrix(node.blocks)),
    **indexed_bases.INTAKE,
    sp.Sum: sum_form,
    sp.Product: product_form,
    **dict.fromkeys((sp.DotProduct, Dot), written.dot),
    Total: lambda node, arg: algebra.total(arg),
    sp.DiagMatrix: written.diag,
    Diag: written.diag,
    Diagonal: written.square(blocks.diagonal),
    sp.Trace: written.square(written.of_one_entry(sp.Trace)),
    sp.Determinant: written.square(written.determinant),
    Eigenvalue: spectra.of_symmetric(spectra.eigenvalue),
    Eigenvector: spectra.of_symmetric(spectra.eigenvector),
    ReducedResolvent: spectra.of_symmetric(spectra.reduced_resolvent),
    PseudoInverse: lambda node, arg: spectra.pseudo_inverse(arg),
    MatrixMap: _matrix_map,
    **dict.fromkeys((UndefinedScalar, UndefinedMatrix), taken_in),
    **triangles.CHECKED,
    Concat: written.concat,
    MatrixSlice: lambda node, *args: blocks.part(*args),
    Rows: lambda node, *args: blocks.rows(*args),
    MatrixElement: lambda node, whole, i, j: algebra.element(as_matrix(whole, node.args[0]), i, j),
    sp.ImmutableDenseMatrix: lambda node, rows, columns, entries: explicit(node, rows, columns, *entries),
    sp.ImmutableSparseMatrix: lambda node, *args: intake(sp.ImmutableDenseMatrix(node)),
    Explicit: explicit,
    **INTAKE,
    **dict.fromkeys((Commutation, Unit, sp.OneMatrix, sp.ZeroMatrix, sp.Identity), rebuilt),
    **{kind: lambda node, *args: Unit(*args) for kind in _UNITS},
}  # fmt: skip
