"""The table of derived variables: a kind, its scalars, its vectors and matrices; known by type and generation."""

import pickle
import pickletools

import pytest

from symgrad.expressions import symbols
from symgrad.expressions.symbols import derived
from symgrad.printing.notation import PLAIN

x, b = symbols.vector("x", 3), symbols.scalar("b")
KINDS = [
    kind for kind in vars(derived).values() if isinstance(kind, type) and derived.Derived in kind.__mro__
    and kind.__dict__.keys() >= {"scalar", "matrix"}
]  # fmt: skip
SPELLED = {
    "Tangent": "dot2_{}", "Cotangent": "bar2_{}", "Seed": "bar2_{}", "Inner": "pre2_{}", "Common": "pre2_{}",
    "Part": "part2_{}", "Next": "next2_{}", "Share": "share2_{}", "Ahead": "ahead2_{}", "At": "{}[2]",
}  # fmt: skip


def test_the_table_has_every_kind():
    assert {kind.__name__ for kind in KINDS} == SPELLED.keys()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_kind_has_scalars_and_matrices_with_names_of_their_own(kind):
    for made, primal in ((kind.scalar, b), (kind.matrix, x)):
        variable = made(primal, 2)
        assert isinstance(variable, kind)
        assert getattr(variable, "shape", ()) == getattr(primal, "shape", ())
        assert variable.name == SPELLED[kind.__name__].format(primal.name)
        assert variable != made(primal, 1)
        assert getattr(derived, made.__name__) is made
        assert type(pickle.loads(pickle.dumps(variable))) is made
        assert pickle.loads(pickle.dumps(variable)) == variable


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_mark_is_a_field_of_a_notation(kind):
    assert not kind.mark or hasattr(PLAIN, kind.mark)
    assert bool(kind.mark) == issubclass(kind, (derived.Tangent, derived.Cotangent, derived.Seed, derived.Inner))


def test_a_pickle_names_the_type_in_its_module():
    """So what was written before can be read: the names of the types and where they stand are part of it."""
    words = [arg for _, arg, _ in pickletools.genops(pickle.dumps(symbols.cotangent_of(x), 4)) if isinstance(arg, str)]
    assert words[:2] == ["symgrad.expressions.symbols.derived", "MatrixCotangent"]


def test_a_seed_and_a_cotangent_are_two():
    assert symbols.seed_of(x) != symbols.cotangent_of(x)
    assert symbols.seed_of(x).name == symbols.cotangent_of(x).name


def test_the_layers_of_a_variable():
    bar = symbols.cotangent_of(symbols.inner_of(x, x.shape))
    dot = symbols.tangent_of(bar)
    assert list(symbols.layers(dot)) == [dot, bar, bar.primal, x]
    assert list(symbols.layers(x)) == [x]
    assert symbols.layer_of(dot, symbols.Inner) == bar.primal
    assert symbols.layer_of(dot, symbols.Next) is None
    assert symbols.root_of(dot) == x
    assert [symbols.is_of_cotangent(one) for one in (dot, bar.primal, x)] == [True, False, False]
