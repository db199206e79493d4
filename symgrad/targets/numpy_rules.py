"""The table of NumPy forms: node -> code. A vector is (n,) or (B, n), a matrix (n, m) or (B, n, m)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import hadamard, split
from symgrad.functions import step
from symgrad.nodes import (
    Commutation,
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    Explicit,
    KroneckerLeft,
    KroneckerRight,
    MatrixMap,
    Pointwise,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    ScalarPointwise,
    Total,
    Unit,
    Unvec,
    Vec,
    VectorMap,
)  # fmt: skip
from symgrad.shapes import is_matrix, is_vector
from symgrad.stability import StableForm
from symgrad.targets import numpy_functions as functions
from symgrad.targets import numpy_spectral as spectral
from symgrad.targets import numpy_structure as structure
from symgrad.targets.flat import is_flat
from symgrad.targets.numpy_choices import CHOICES, pointwise
from symgrad.targets.numpy_stable import stable_form
from symgrad.targets.numpy_writer import PORTION, Forms, NumpyWriter
from symgrad.targets.pieces import Code, Level, call, joined, number
from symgrad.targets.products import beside, chain, filled, spread, times
from symgrad.targets.sample_sums import summed

Rule = Callable[[NumpyWriter, Any], Code]


def _signed(w: NumpyWriter, term: Any) -> tuple[bool, Code]:
    """A term of a sum as (whether it is subtracted, its code without the sign)."""
    coefficient, body = split(term) if is_matrix(term) else (term, None)
    value, rest = coefficient.as_coeff_Mul()
    if value.is_number and value.is_extended_negative:
        positive = sp.Mul(-value, rest)
        if body is None:
            return True, w.code(positive)
        return True, w.brief(body) if positive == 1 else _scaled(w, positive, body)
    return False, w.brief(term)


def _add(w: NumpyWriter, expr: Any) -> Code:
    parts = [_signed(w, term) for term in expr.args]
    batched = any(part.batched for _, part in parts)
    if is_matrix(expr) and not is_flat(expr):
        parts = [(sign, _lifted(part, term)) for (sign, part), term in zip(parts, expr.args, strict=True)]
    return w.in_portions(parts, lambda some: joined(some, batched), lambda code: (False, code))


def _lifted(part: Code, term: Any) -> Code:
    """A number per sample beside vectors: c 1 is a column of numbers."""
    return spread(part, term) if part.batched and is_flat(term) else part


def _mul(w: NumpyWriter, expr: Any) -> Code:
    """A product of scalars, its negative powers below the line."""
    if all(map(w.is_size, expr.args)):
        return w.size(expr)
    steps = [factor for factor in expr.args if factor.func is step.head]
    rest = sp.Mul(*(factor for factor in expr.args if factor.func is not step.head))
    if steps and not rest.is_number:
        return _chosen(w, rest, [one.args[0] for one in steps])
    above, below, minus = [], [], False
    sizes = [factor.base for factor in expr.args if factor.is_Pow and factor.exp == -1 and w.is_size(factor.base)]
    if len(sizes) > 1:  # together they may be the size of one axis
        below.append(w.size(sp.Mul(*sizes)))
    for factor in expr.args:
        if len(sizes) > 1 and factor.is_Pow and factor.base in sizes and factor.exp.is_extended_negative:
            continue
        if factor.is_number and factor.is_extended_negative:
            minus, factor = not minus, -factor
        if factor.is_Rational:
            above += [] if factor.p == 1 else [number(factor.p)]
            below += [] if factor.q == 1 else [number(factor.q)]
        elif isinstance(factor, sp.Pow) and factor.exp.is_number and factor.exp.is_extended_negative:
            below.append(w.code(sp.Pow(factor.base, -factor.exp)))
        else:
            above.append(w.code(factor))
    return _quotient(w, above, below, minus)


def _pow(w: NumpyWriter, expr: Any) -> Code:
    base, exponent = expr.args
    if abs(exponent) == sp.S.Half and base.free_symbols and base.free_symbols <= {*w.program.dims}:
        return Code(f"{w.code(base).atom}**{float(exponent)}", Level.POWER)  # np.sqrt of a size would have 64 bits
    return _power(w, w.code(base), exponent)


def _power(w: NumpyWriter, base: Code, exponent: Any) -> Code:
    if exponent.is_number and exponent.is_extended_negative:
        below = _power(w, base, -exponent) if exponent != -1 else base
        return Code(f"1.0 / {below.within(Level.SIGN)}", Level.PRODUCT, base.batched, base.constant)
    if exponent == sp.Rational(1, 2):
        return call("np.sqrt", base)
    raised = str(exponent) if exponent.is_Integer else w.code(exponent).atom
    moving = None if exponent.is_number else w.code(exponent)
    batched = base.batched or (moving is not None and moving.batched)
    constant = base.constant and (moving is None or moving.constant)
    return Code(f"{base.atom}**{raised}", Level.POWER, batched, constant)


def _number(w: NumpyWriter, expr: Any) -> Code:
    return number(expr)


def _chosen(w: NumpyWriter, rest: Any, places: Sequence[Any]) -> Code:
    """step(v) times something is that where v > 0 and 0 elsewhere, also where it is infinite there."""
    made = w.code(rest)
    for place in places:
        where = w.brief(place)
        real = ".real" if w.analytic else ""
        made = call("np.where", Code(f"{where.atom}{real} > 0.0", batched=where.batched), made, "0.0")
    return made


def _hadamard(w: NumpyWriter, expr: Any) -> Code:
    steps = [factor for factor in expr.args if isinstance(factor, Elementwise) and factor.head is step.head]
    rest = [factor for factor in expr.args if factor not in steps]
    if steps and rest and not is_flat(expr):
        return _chosen(w, hadamard(*rest), [one.argument for one in steps])
    above, below = [], []
    for factor in expr.args:
        if isinstance(factor, HadamardPower) and factor.exp.is_number and factor.exp.is_extended_negative:
            base = beside(w, factor.base, expr)
            below.append(_power(w, base, -factor.exp) if factor.exp != -1 else base)
        else:
            above.append(beside(w, factor, expr))
    return _quotient(w, above, below)


def _quotient(w: NumpyWriter, above: Sequence[Code], below: Sequence[Code], minus: bool = False) -> Code:
    """A product of pieces, however many, divided by others."""
    over, under = (
        [w.in_portions(side, lambda some: times(some, []), lambda code: code)] if len(side) > PORTION else side
        for side in (above, below)
    )
    return times(over, under, minus)


def _hadamard_power(w: NumpyWriter, expr: Any) -> Code:
    base, exponent = expr.args
    if not exponent.is_number and w.code(exponent).batched:
        power = w.code(exponent) if is_flat(base) else spread(w.code(exponent), base)
        return Code(f"{w.brief(base).atom}**{power.atom}", Level.POWER, True)
    return _power(w, w.brief(base), exponent)


def _matmul(w: NumpyWriter, expr: Any) -> Code:
    coefficient, body = split(expr)
    if coefficient != 1:
        return _scaled(w, coefficient, body)
    return chain(w, body.args)


def _scaled(w: NumpyWriter, coefficient: Any, body: Any) -> Code:
    """A scalar times a vector or a matrix; c 1 is the number itself, which broadcasts in a sum."""
    if isinstance(body, sp.OneMatrix):
        return w.code(coefficient)
    value, rest = coefficient.as_coeff_Mul()
    minus = bool(value.is_number and value.is_extended_negative)
    positive = sp.Mul(-value, rest) if minus else coefficient
    inner = w.brief(body)
    if positive == 1:
        return times([inner], [], minus)
    above, below = (
        [] if part == 1 else [w.code(part) if is_flat(body) else spread(w.code(part), body)]
        for part in sp.fraction(positive)
    )
    return times([*above, inner], below, minus)


def _dot(w: NumpyWriter, expr: Any) -> Code:
    left, right = w.code(expr.left), w.code(expr.right)
    if is_vector(expr.left) and not (left.batched and right.batched):
        left, right = (right, left) if right.batched else (left, right)
        return Code(f"{left.atom} @ {right.atom}", Level.PRODUCT, left.batched)
    axes = "-1" if is_vector(expr.left) else "(-2, -1)"
    return Code(f"({times([left, right], []).text}).sum(axis={axes})", batched=left.batched or right.batched)


def _total(w: NumpyWriter, expr: Any) -> Code:
    axis = "-1" if is_vector(expr.argument) else "(-2, -1)"
    argument = w.code(expr.argument)
    return Code(f"{argument.atom}.sum(axis={axis})", batched=argument.batched)


RULES: Mapping[type, Rule] = {
    sp.Number: _number,
    sp.Add: _add,
    sp.MatAdd: _add,
    sp.Mul: _mul,
    sp.Pow: _pow,
    Function: functions.function,
    HadamardProduct: _hadamard,
    HadamardPower: _hadamard_power,
    sp.MatMul: _matmul,
    sp.MatPow: structure.matrix_power,
    sp.Inverse: structure.inverse,
    sp.Transpose: structure.transpose,
    sp.Trace: structure.trace,
    sp.Determinant: lambda w, expr: call("np.linalg.det", w.code(expr.args[0])),
    Elementwise: functions.elementwise,
    Pointwise: pointwise,
    ScalarPointwise: pointwise,
    VectorMap: functions.of_vector,
    Reduction: functions.of_vector,
    Dot: _dot,
    Total: _total,
    Diag: structure.diag,
    Diagonal: structure.diagonal,
    Concat: structure.concat,
    sp.KroneckerDelta: lambda w, expr: Code(f"float({w.code(expr.args[0]).atom} == {w.code(expr.args[1]).atom})"),
    Explicit: structure.explicit,
    Rows: structure.rows,
    MatrixElement: structure.element,
    Unit: structure.unit,
    sp.OneMatrix: lambda w, expr: Code("1.0", constant=True),
    sp.ZeroMatrix: lambda w, expr: Code("0.0", constant=True),
    sp.Identity: structure.identity,
    sp.KroneckerProduct: structure.kron,
    KroneckerLeft: structure.contraction("ij", "kl"),
    KroneckerRight: structure.contraction("kl", "ij"),
    Vec: structure.vec,
    Unvec: structure.unvec,
    Commutation: structure.commutation,
    Eigenvalue: spectral.eigenvalue,
    Eigenvector: spectral.eigenvector,
    ReducedResolvent: spectral.reduced_resolvent,
    PseudoInverse: spectral.pseudo_inverse,
    MatrixMap: spectral.matrix_map,
    StableForm: stable_form,
    **CHOICES,
}

FORMS = Forms(RULES, filled, summed)
