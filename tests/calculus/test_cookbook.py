"""Every row of the Matrix Cookbook: right in numbers, equal to the book, and in the book's form."""

import dataclasses
import functools

import numpy as np
import pytest
import sympy as sp
from cookbook import REFUSALS, ROWS, SIZES, TABLE, A, X, Z, i, j, n
from sympy_cases import agree, drawn, moved, second_slopes, sizes, slopes, value

from symgrad.algebra.intake import intake
from symgrad.calculus.expressions import differential, gradient, hessian, jacobian, jvp
from symgrad.calculus.simplification import simplify
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import FunctionAtom, Unit
from symgrad.expressions.symbols import is_variable, matrix, tangent_of

SHAPES = ("long", "short", "book")  # from the worst to the best


def named(rows):
    return [f"{row.number}-{sum(other.number == row.number for other in rows[:k])}" for k, row in enumerate(rows)]


each_row = pytest.mark.parametrize("row", ROWS, ids=named(ROWS))


# -- what symgrad gives --------------------------------------------------------------------------------------------


def along_unit(expr, wrt):
    return jvp(expr, wrt, Unit(*wrt.shape, i, j))


DERIVATIVES = {
    "gradient": gradient,
    "jacobian": jacobian,
    "hessian": hessian,
    "differential": differential,
    "direction": along_unit,
}


@functools.cache
def derived(row):
    """symgrad's expression for what the row states; for an entry the IndexedDerivative."""
    if row.kind == "entry":
        return jacobian(row.expr, row.wrt, form="index")
    found = DERIVATIVES[row.kind](row.expr, row.wrt)
    return simplify(found if row.then is None else intake(row.then(found)))


# -- what is true, and what a form is worth ------------------------------------------------------------------------


def variables(row):
    tangents = [tangent_of(one) for one in row.wrt] if row.kind == "differential" else []
    return set(row.expr.free_symbols).union(*(one.free_symbols for one in wrt_of(row)), tangents) - {i, j}


def wrt_of(row):
    return row.wrt if isinstance(row.wrt, tuple) else (row.wrt,)


@functools.cache
def point_of(row):
    point = drawn(variables(row), SIZES, seed=row.number)
    if row.moves == "symmetric":
        point[row.wrt] = (point[row.wrt] + point[row.wrt].T) / 2
    if row.moves == "diagonal":
        point[row.wrt] = np.diag(np.diag(point[row.wrt]))
    return point


def unit(shape, place):
    made = np.zeros(shape)
    made[place] = 1.0
    return made


def structured_slopes(expr, wrt, point, moves):
    """The derivative by each entry of what is symmetric (or diagonal), where the entry opposite moves along."""
    shape = point[wrt].shape
    found = np.zeros(shape)
    for place in np.ndindex(*shape):
        if moves == "symmetric" or place[0] == place[1]:
            along = np.maximum(unit(shape, place), unit(shape, place).T)
            found[place] = moved(expr, {wrt: along}, point)
    return found


@functools.cache
def truth(row):
    """What the row states, by a complex step and without symgrad's calculus: one array."""
    point = point_of(row)
    if row.kind == "differential":
        return moved(row.expr, {one: point[tangent_of(one)] for one in row.wrt}, point)
    if row.kind == "direction":
        return np.moveaxis(slopes(row.expr, row.wrt, point), (-2, -1), (0, 1))
    if row.kind == "hessian":
        return second_slopes(row.expr, row.wrt, point)
    if row.moves != "free":
        return structured_slopes(row.expr, row.wrt, point, row.moves)
    found = slopes(row.expr, row.wrt, point)
    if row.then is None:
        return found
    free = sp.MatrixSymbol("free", *row.wrt.shape)
    return value(row.then(free), point | {free: found})


def worth(row, form):
    """The array that a form of the row (an expression, or a function of indices) is worth."""
    point = point_of(row)
    if row.kind == "entry":
        return entries(form, sizes(row.expr, point), sizes(row.wrt, point), point)
    if row.kind == "direction":
        places = np.ndindex(*sizes(row.wrt, point))
        found = [value(form, point | dict(zip((i, j), place, strict=True))) for place in places]
        return np.array(found).reshape(truth(row).shape)
    return np.reshape(value(form, point), truth(row).shape)


def entries(form, rows, columns, point):
    names = sp.symbols(f"r0:{len(rows) + len(columns)}", integer=True)
    expr = form(names[: len(rows)], names[len(rows) :])
    found = [value(expr, point | dict(zip(names, place, strict=True))) for place in np.ndindex(*rows, *columns)]
    return np.array(found).reshape(*rows, *columns)


def form_of(row):
    """symgrad's result as a form: for an entry, a function of indices as the book's is."""
    found = derived(row)
    if row.kind != "entry":
        return found
    return lambda rows, columns: found.entry.xreplace(
        dict(zip((*found.rows, *found.columns), (*rows, *columns), strict=True))
    )


# -- how long a form is to read ------------------------------------------------------------------------------------


def leaves(expr):
    """The variables and numbers of an expression, each as often as it is written."""
    if isinstance(expr, sp.Inverse):
        return leaves(expr.arg)  # its other argument, -1, is no thing to read
    constants = (sp.Identity, sp.OneMatrix, sp.ZeroMatrix, FunctionAtom)
    return 1 if is_variable(expr) or not expr.args or isinstance(expr, constants) else sum(map(leaves, expr.args))


def shape_reached(row):
    """The best of SHAPES that symgrad's result has, beside the book's form."""
    found, book = derived(row), row.book
    if row.kind == "entry":
        found, book = found.entry, row.book(found.rows, found.columns)
    book = book if book.has(sp.Sum) else intake(book)
    if found == book:
        return "book"
    return "short" if leaves(found) <= leaves(book) else "long"


# -- the tests -----------------------------------------------------------------------------------------------------


@each_row
def test_symgrad_is_right(row):
    assert agree(worth(row, form_of(row)), truth(row))


@each_row
def test_the_book_is_right(row):
    assert agree(worth(row, row.book), truth(row))


@each_row
def test_the_form_is_the_book_s(row):
    reached = shape_reached(row)
    assert SHAPES.index(reached) >= SHAPES.index(row.shape), f"{reached}: {derived(row)} beside {row.book}"


@pytest.mark.parametrize("row", [row for row in ROWS if row.printed is not None], ids=lambda row: str(row.number))
def test_where_the_book_errs_what_it_prints_is_wrong(row):
    assert not agree(worth(row, row.printed), truth(row), tolerance=1e-3)


@pytest.mark.parametrize("row", [row for row in ROWS if row.shape != "book"], ids=lambda row: str(row.number))
def test_a_row_in_another_form_says_why(row):
    assert row.note


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: str(refusal.number))
def test_a_refusal_has_its_reason(refusal):
    assert refusal.reason
    if refusal.attempt is not None:
        with pytest.raises(MissingRuleError):
            differential(*refusal.attempt)


@pytest.mark.parametrize("expr", [sp.Trace(Z**n), sp.Trace(A(n, n) * Z**n)], ids=["121", "122"])
def test_a_power_without_a_number_is_refused(expr):
    with pytest.raises(MissingRuleError, match="exponent of a matrix is a number"):
        gradient(expr, Z)


def test_no_equation_is_left_out():
    beside = {95, 96}  # the right-hand side of 94; the definition of the function in 97 and 98
    assert {row.number for row in TABLE} | beside == set(range(33, 145))
    assert [row.number for row in TABLE] == sorted(row.number for row in TABLE)


@pytest.mark.parametrize("row", [row for row in ROWS if row.moves == "symmetric"], ids=lambda row: str(row.number))
def test_a_symmetric_variable_has_the_projected_gradient(row):
    """symgrad's own convention, and how the book's follows from it: 2 P - diag(P)."""
    point = point_of(row)
    declared = matrix(row.wrt.name, *row.wrt.shape, symmetric=True)
    found = gradient(row.expr.xreplace({row.wrt: declared}), declared)
    projection = value(found, point | {declared: point[row.wrt]})
    free = slopes(row.expr, row.wrt, point)
    assert agree(projection, (free + free.T) / 2)
    assert agree(2 * projection - np.diag(np.diag(projection)), truth(row))


def test_a_diagonal_variable_has_the_projected_gradient():
    (row,) = [row for row in ROWS if row.moves == "diagonal"]
    point = point_of(row)
    declared = matrix(row.wrt.name, *row.wrt.shape, diagonal=True)
    found = gradient(row.expr.xreplace({row.wrt: declared}), declared)
    assert agree(value(found, point | {declared: point[row.wrt]}), truth(row))


# -- that the tests would see it -----------------------------------------------------------------------------------


def changed(row):
    """The row with a wrong closed form: a millionth too much; ones for a zero."""
    by = 1 + sp.Rational(1, 10**6)
    if row.kind == "entry":
        return dataclasses.replace(row, book=lambda rows, columns: by * row.book(rows, columns))
    if isinstance(row.book, sp.ZeroMatrix):
        return dataclasses.replace(row, book=sp.OneMatrix(*row.book.shape))
    return dataclasses.replace(row, book=by * row.book)


@each_row
def test_a_closed_form_that_is_wrong_is_seen(row):
    assert not agree(worth(row, changed(row).book), truth(row))


def test_a_gradient_of_something_else_is_seen():
    (row, *_) = [row for row in ROWS if row.number == 101]
    other = dataclasses.replace(row, expr=row.expr + sp.Trace(X.T * X) / 10**6)
    assert not agree(worth(row, derived(row)), truth(other))
    assert not agree(worth(row, derived(other)), truth(row))


def test_a_form_that_is_longer_is_seen():
    (row, *_) = [row for row in ROWS if row.number == 115]
    assert shape_reached(row) == "book"
    assert shape_reached(dataclasses.replace(row, book=X)) == "long"
    assert shape_reached(dataclasses.replace(row, book=sp.MatAdd(X, X, 0 * X + A(*X.shape)))) == "short"


def test_summary(capsys):
    right = [row for row in ROWS if agree(worth(row, form_of(row)), truth(row))]
    reached = [shape_reached(row) for row in ROWS]
    with capsys.disabled():
        print(
            f"\nMatrix Cookbook, equations 33 to 144: {len(TABLE)} rows, {len(right)} right, "
            f"{len(REFUSALS)} refused with a reason; of the {len(ROWS)}, {reached.count('book')} in the book's form, "
            f"{reached.count('short')} in another as short, {reached.count('long')} longer; "
            f"{sum(row.printed is not None for row in ROWS)} errors of the book."
        )
    assert len(right) == len(ROWS)
