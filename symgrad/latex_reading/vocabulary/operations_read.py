"""Operations of whole arrays that have a name in print: the shape of what each gives, and how it is made."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra import spectra
from symgrad.algebra.intake import intake
from symgrad.expressions import nodes
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size, computed
from symgrad.latex_reading.vocabulary.entry_forms import NoMatrixForm
from symgrad.operations import of_triangles, of_vectors
from symgrad.operations.cumulative import cumsum, linear_scan
from symgrad.operations.gathering import one_hot
from symgrad.operations.of_matrices import pinv
from symgrad.operations.operations import diagonal
from symgrad.operations.pooling import max_pool, mean_pool, windows


@dataclass(frozen=True)
class Given:
    """What an operation is applied to.

    shapes   of its arguments, those of numbers among them
    sizes    the size that each argument is as a number, None of what is none
    fresh    makes a size that is open
    """

    shapes: Sequence[Shape]
    sizes: Sequence[Size | None]
    fresh: Callable[[], Size]

    def computed(self, formula: Any, *sizes: Size | None) -> Size:
        """A size that is computed from others, open where one of them is."""
        known = [size for size in sizes if size is not None]
        found = computed(formula, *known) if len(known) == len(sizes) else None
        return self.fresh() if found is None else found


# Sizes that must be equal, and the shape of the result
Fit = tuple[tuple[tuple[Size, Size], ...], Shape]


@dataclass(frozen=True)
class Operation:
    """An operation by its name.

    shape   what it gives of these arguments; None where it is none of so many
    build   makes it of the arguments and the shape that was found for it
    """

    shape: Callable[[Given], Fit | None]
    build: Callable[..., Any]


def made(kind: Any, *args: Any) -> Any:
    """A node in symgrad's own form."""
    return intake(sp.Basic.__new__(kind, *(one if isinstance(one, nodes.FunctionAtom) else sp.sympify(one)
                                           for one in args)))  # fmt: skip


def _of_square(result: Callable[[Given, Size], Shape], arguments: int = 1) -> Callable[[Given], Fit | None]:
    """Of a square matrix, with so many arguments in all."""

    def shape(given: Given) -> Fit | None:
        if len(given.shapes) != arguments:
            return None
        rows, columns = given.shapes[0]
        return ((rows, columns),), result(given, rows)

    return shape


def _of_one(result: Callable[[Given, Shape], Shape]) -> Callable[[Given], Fit | None]:
    """Of any one array; numbers may follow."""
    return lambda given: ((), result(given, given.shapes[0])) if given.shapes else None


def _alike(given: Given) -> Fit | None:
    """Of several of one shape."""
    first = given.shapes[0]
    pairs = tuple((one[k], first[k]) for one in given.shapes[1:] for k in (0, 1))
    return pairs, first


def _triangle(n: Any) -> Any:
    return n * (n + 1) / 2


def _square(n: Any) -> Any:
    return n * n


def _whole(given: Given, rows: Size) -> Shape:
    return rows, rows


def _column(given: Given, rows: Size) -> Shape:
    return rows, 1


def _windows_count(given: Given) -> Size:
    """How many windows there are; open where the number is rounded."""
    width, stride = given.sizes[1], given.sizes[2] if len(given.sizes) > 2 else given.sizes[1]
    if width is None or stride is None:
        return given.fresh()
    return given.computed(_count, given.shapes[0][0], width, stride)


def _count(n: Any, width: Any, stride: Any) -> Any:
    return sum((term if (term := part / stride).is_integer else sp.floor(term) for part in _parts(n - width)), sp.S.One)


def _parts(size: Any) -> Sequence[Any]:
    """A size as what divides and the number behind it."""
    number, rest = sp.expand(size).as_coeff_Add()
    return [number, *sp.Add.make_args(rest)] if rest != 0 else [number]


def _pooled(given: Given) -> Fit | None:
    return ((), (_windows_count(given), given.shapes[0][1])) if len(given.shapes) in (2, 3) else None


def _of_windows(given: Given) -> Fit | None:
    if len(given.shapes) != 3 or given.sizes[1] is None:
        return None
    count = given.computed(lambda c, k: c * k, given.shapes[0][1], _windows_count(given))
    return (), (count, given.sizes[1])


def _unvec(given: Given) -> Fit | None:
    if len(given.shapes) != 3 or given.sizes[1] is None or given.sizes[2] is None:
        return None
    return (), (given.sizes[1], given.sizes[2])


def _unvech(x: Any, shape: Any) -> Any:
    return of_triangles.unvech(x, shape[0])


def _unvech_shape(given: Given) -> Fit:
    rows = given.computed(_side, given.shapes[0][0])
    return (), (rows, rows)


def _side(size: Any) -> Any:
    """The n of n (n + 1) / 2."""
    return (sp.sqrt(sp.factor(8 * size + 1)) - 1) / 2


def _scan(given: Given) -> Fit | None:
    return _alike(given) if len(given.shapes) == 2 else None


def _contracted(left: bool) -> Callable[[Given], Fit | None]:
    def shape(given: Given) -> Fit | None:
        if len(given.shapes) != 2:
            return None
        (rows, columns), (p, q) = given.shapes
        quotient = lambda a, b: sp.cancel(a / b)  # noqa: E731
        return (), (given.computed(quotient, rows, p), given.computed(quotient, columns, q))

    return shape


def _placed(kind: Any) -> Callable[..., Any]:
    """An eigenvalue, or an eigenvector, by its number, which counts from 1 in print."""
    return lambda X, place, shape: made(kind, X, place - 1)


def _frechet(given: Given) -> Fit | None:
    return _alike(given)


def _one_hot(*spots: Any) -> Any:
    *places, shape = spots
    if len(places) == 1 and shape_of(places[0]):
        return one_hot(places[0], shape[1])
    return one_hot([place - 1 for place in places], shape[1])


def _one_hot_shape(given: Given) -> Fit:
    alone = len(given.shapes) == 1 and given.shapes[0] != SCALAR
    return (), (given.shapes[0][0] if alone else len(given.shapes), given.fresh())


def _identity(given: Given) -> Fit | None:
    if not given.sizes:
        size = given.fresh()
        return (), (size, size)
    return ((), (given.sizes[0], given.sizes[0])) if len(given.sizes) == 1 and given.sizes[0] is not None else None


def _overlap(windows_: Any, stride: Any, *rest: Any) -> Any:
    rows, columns = rest[-1] if len(rest) == 1 else rest[:2]
    return made(nodes.Overlap, windows_, stride, rows, columns)


def _overlap_shape(given: Given) -> Fit | None:
    """As many rows and columns as are told, else a column in which the last window ends at the last entry."""
    if len(given.sizes) == 4 and given.sizes[2] is not None and given.sizes[3] is not None:
        return (), (given.sizes[2], given.sizes[3])
    if len(given.sizes) != 2:
        return None
    return (), (given.computed(lambda n, m, s: s * (n - 1) + m, *given.shapes[0], given.sizes[1]), 1)


def _plain(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that does not ask for the shape of its result."""
    return lambda *args: function(*args[:-1])


_MATRIX_MAPS = MappingProxyType(
    {name: getattr(spectra, name) for name in ["expm", "sinm", "cosm", "sinhm", "coshm", "sqrtm", "logm"]}
)
_TRIANGLES = MappingProxyType(
    {
        "stricttril": (1, 0, 0), "stricttriu": (0, 0, 1), "tril_half": (1, sp.S.Half, 0),
        "triu_half": (0, sp.S.Half, 1),
    }
)  # fmt: skip


def _map_of(row: Any) -> Callable[..., Any]:
    return lambda X, *rest: made(nodes.MatrixMap, nodes.FunctionAtom(row), X, *rest[:-1])


def _triangle_of(weights: tuple[Any, ...]) -> Callable[..., Any]:
    return lambda X, shape: made(nodes.Triangle, X, *weights)


def _need_vector(expr: Any) -> Any:
    if len(shape_of(expr)) == 2 and 1 not in shape_of(expr):
        raise NoMatrixForm("this is of a vector, and a matrix came")
    return expr


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        **{name: Operation(_of_square(_whole), _map_of(row)) for name, row in _MATRIX_MAPS.items()},
        **{f"frechet {name}": Operation(_frechet, _map_of(row)) for name, row in _MATRIX_MAPS.items()},
        **{name: Operation(_of_square(_whole), _triangle_of(weights)) for name, weights in _TRIANGLES.items()},
        "chol": Operation(_of_square(_whole), _plain(of_triangles.cholesky)),
        "qr_Q": Operation(_of_one(lambda given, shape: shape), _plain(of_triangles.qr_q)),
        "qr_R": Operation(_of_one(lambda given, shape: (shape[1], shape[1])), _plain(of_triangles.qr_r)),
        "pinv": Operation(_of_one(lambda given, shape: shape[::-1]), _plain(pinv)),
        "diagonal": Operation(_of_square(_column), _plain(diagonal)),
        "vec": Operation(
            _of_one(lambda given, shape: (given.computed(lambda n, m: n * m, *shape), 1)),
            lambda X, shape: X if shape_of(X)[1:] in ((), (1,)) else made(nodes.Vec, X),
        ),
        "unvec": Operation(_unvec, lambda x, n, m, shape: made(nodes.Unvec, x, n, m)),
        "vech": Operation(
            _of_square(lambda given, rows: (given.computed(_triangle, rows), 1)), _plain(of_triangles.vech)
        ),
        "unvech": Operation(_unvech_shape, _unvech),
        "kron_left": Operation(_contracted(True), lambda C, B, shape: made(nodes.KroneckerLeft, C, B)),
        "kron_right": Operation(_contracted(False), lambda C, A, shape: made(nodes.KroneckerRight, C, A)),
        "revcumsum": Operation(_alike, _plain(functools.partial(cumsum, reverse=True))),
        "scan": Operation(_scan, _plain(linear_scan)),
        "revscan": Operation(_scan, _plain(functools.partial(linear_scan, reverse=True))),
        "windows": Operation(_of_windows, _plain(windows)),
        "overlap": Operation(_overlap_shape, _overlap),
        "max_pool": Operation(_pooled, lambda x, *sizes: max_pool(x, *map(int, sizes[:-1]))),
        "mean_pool": Operation(_pooled, lambda x, *sizes: mean_pool(x, *map(int, sizes[:-1]))),
        "one_hot": Operation(_one_hot_shape, _one_hot),
        "first_maximum": Operation(_alike, _plain(lambda x: of_vectors.first_maximum(_need_vector(x)))),
        "eigenvalue": Operation(_of_square(lambda given, rows: SCALAR, 2), _placed(nodes.Eigenvalue)),
        "eigenvector": Operation(_of_square(_column, 2), _placed(nodes.Eigenvector)),
        "identity": Operation(_identity, lambda *size: sp.Identity(size[-1][0])),
        "unit vector": Operation(
            lambda given: ((), (given.fresh(), 1)),
            lambda place, shape: made(nodes.Unit, shape[0], 1, place - 1, 0),
        ),
        "duplication matrix": Operation(
            lambda given: ((), (given.computed(_square, *given.sizes), given.computed(_triangle, *given.sizes))),
            lambda n, shape: of_triangles.duplication(n),
        ),
        "elimination matrix": Operation(
            lambda given: ((), (given.computed(_triangle, *given.sizes), given.computed(_square, *given.sizes))),
            lambda n, shape: of_triangles.elimination(n),
        ),
        "commutation matrix": Operation(
            lambda given: ((), (given.computed(lambda n, m: n * m, *given.sizes),) * 2),
            lambda n, m, shape: made(nodes.Commutation, n, m),
        ),
    }
)  # fmt: skip
