"""SymPy's own derivative cases, given to symgrad: right in numbers, or refused with a reason."""

import functools
import itertools

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy_cases import agree, case_lines, collected, distinct, drawn, sizes, slopes, source, value

from symgrad.calculus.expressions import gradient, jacobian
from symgrad.errors import MissingRuleError

TEXT = source()
pytestmark = pytest.mark.skipif(TEXT is None, reason="SymPy is installed without its tests")
FOUND = [] if TEXT is None else collected(TEXT)
CASES = distinct(FOUND)


# -- what a case is ------------------------------------------------------------------------------------------------


def axes(expr):
    """How many axes a thing has: none for a 1 x 1 matrix, one for a row or a column."""
    return sum(size != 1 for size in getattr(expr, "shape", ()))


def is_kept(case):
    """Whether a scalar, a vector or a matrix holds the derivative."""
    return isinstance(case.wrt, MatrixElement) or axes(case.expr) + axes(case.wrt) <= 2


def elements(case):
    return [node for node in sp.preorder_traversal(sp.Tuple(case.expr, case.wrt)) if isinstance(node, MatrixElement)]


def indices(case):
    """The symbols that stand for a position: they are whole numbers, and nothing moves with them."""
    free = set(case.expr.free_symbols) | set(case.wrt.free_symbols)
    found = set().union(*((element.i.free_symbols | element.j.free_symbols) for element in elements(case)))
    return sorted(found & free, key=str)


def points(case):
    """Points to compare at: one, or one for every value of the indices."""
    everything = sp.Tuple(case.expr, case.wrt)
    matrices = everything.atoms(sp.MatrixSymbol)
    dims = sorted(set().union(*(size.free_symbols for one in matrices for size in one.shape)), key=str)
    dims = {dim: 3 + place for place, dim in enumerate(dims)}
    places = indices(case)
    symbols = (matrices | everything.free_symbols) - set(places)
    drawn_point = drawn(symbols, dims, seed=case.line)
    for found in itertools.product(range(3), repeat=len(places)):
        yield drawn_point | dict(zip(places, found, strict=True))


# -- what symgrad gives --------------------------------------------------------------------------------------------


def derived(expr, wrt):
    """symgrad's derivative as a function: point -> array, of the shape (*sizes of expr, *sizes of wrt)."""
    if isinstance(wrt, MatrixElement):  # the derivative by an entry is an entry of the derivative
        found = jacobian(expr, wrt.parent, form="index")
        entry = found.entry.xreplace(dict(zip(found.columns, (wrt.i, wrt.j), strict=False)))
        return lambda point: value(entry, point)
    found = jacobian(expr, wrt) if axes(expr) else gradient(expr, wrt)
    return lambda point: np.reshape(value(found, point), (*sizes(expr, point), *sizes(wrt, point)))


def by_index(expr, wrt):
    """The same for more than two axes, entry by entry."""
    found = jacobian(expr, wrt, form="index")

    def at(point):
        shape = *sizes(expr, point), *sizes(wrt, point)
        names = (*found.rows, *found.columns)
        places = np.ndindex(*(size for size in shape if size != 1))
        return np.reshape([value(found.entry, point | dict(zip(names, p, strict=True))) for p in places], shape)

    return at


def by_kronecker(expr, wrt):
    """The same for more than two axes, from the matrix of vec by vec."""
    found = jacobian(expr, wrt, form="kronecker")
    return lambda point: np.reshape(value(found, point), (*sizes(expr, point), *sizes(wrt, point)), order="F")


# -- the verdict ---------------------------------------------------------------------------------------------------


def judged(case, derive=derived):
    """(right, refused or wrong; why)."""
    try:
        found = derive(case.expr, case.wrt)
    except MissingRuleError as error:
        return "refused", str(error)
    except Exception as error:
        return "wrong", f"{type(error).__name__}: {error}"
    for point in points(case):
        true = slopes(case.expr, case.wrt, point)
        if not agree(found(point), true):
            return "wrong", f"{found(point)} instead of {true}"
    return "right", ""


@functools.cache
def verdict(case):
    return judged(case)


KEPT = [case for case in CASES if is_kept(case)]
LARGER = [case for case in CASES if not is_kept(case)]


def named(cases):
    return [f"{case.line}-{case.function}" for case in cases]


@pytest.mark.parametrize("case", KEPT, ids=named(KEPT))
def test_no_case_is_wrong(case):
    status, why = verdict(case)
    assert status != "wrong", f"{case}: {why}"


@pytest.mark.parametrize("case", LARGER, ids=named(LARGER))
def test_what_no_matrix_holds_is_refused_as_a_matrix(case):
    with pytest.raises(MissingRuleError, match=r"has [34] axes, so no matrix holds it; ask for form='index'"):
        jacobian(case.expr, case.wrt)


@pytest.mark.parametrize("derive", [by_index, by_kronecker], ids=["index", "kronecker"])
@pytest.mark.parametrize("case", LARGER, ids=named(LARGER))
def test_what_no_matrix_holds_is_right_in_another_form(case, derive):
    assert judged(case, derive) == ("right", "")


def test_nearly_all_are_right(capsys):
    statuses = [verdict(case)[0] for case in KEPT]
    with capsys.disabled():
        print(
            f"\nSymPy {sp.__version__}: {len(CASES)} derivative cases; of the {len(KEPT)} that a matrix holds, "
            f"{statuses.count('right')} right, {statuses.count('refused')} refused, {statuses.count('wrong')} wrong; "
            f"{len(LARGER)} with more axes, right in the index form and in the Kronecker form."
        )
        for case in KEPT:
            if verdict(case)[0] != "right":
                print(f"  {verdict(case)[0]}: {case}: {verdict(case)[1]}")
    assert "wrong" not in statuses
    assert statuses.count("right") >= 0.95 * len(KEPT)


# -- that all cases were found, and that an error would be ---------------------------------------------------------


def test_every_case_in_the_source_was_found():
    assert {case.line for case in FOUND} == case_lines(TEXT)
    assert len(KEPT) > 80


def test_the_collector_reads_a_test_file():
    text = """
import sympy as sp
x, y = sp.symbols("x y")
def helper():
    assert (x*y).diff(x) == 0
def test_one():
    expr = x*y
    # expr = x**2
    # assert expr.diff(y) == 0
    assert expr.diff(x).doit() == 1/0
    slope = (x + y).diff(y)
    assert isinstance(slope, int)
    expr = x**3
    assert helper(expr, expr.diff(x), expr.diff(y))
    assert expr.diff(x) == 0
"""
    x, y = sp.symbols("x y")
    found = [(case.expr, case.wrt, case.line) for case in collected(text)]
    assert found == [(x * y, x, 10), (x + y, y, 11), (x**3, x, 14), (x**3, y, 14), (x**3, x, 15)]
    assert [case.line for case in distinct(collected(text))] == [10, 11, 14, 14]


def test_a_derivative_that_is_wrong_is_seen():
    def doubled(expr, wrt):
        found = derived(expr, wrt)
        return lambda point: 2 * found(point)

    for case in KEPT:
        if verdict(case)[0] == "right":
            true = [slopes(case.expr, case.wrt, point) for point in points(case)]
            moves = not all(agree(one, np.zeros_like(one)) for one in true)
            assert judged(case, doubled)[0] == ("wrong" if moves else "right"), case


def test_a_crash_counts_as_wrong():
    assert judged(KEPT[0], lambda expr, wrt: 1 / 0)[0] == "wrong"
