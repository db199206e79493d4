"""Sums of products as one product that is added onto another: one by one, slot by slot, and where they stay."""

import sympy as sp

from symgrad.lowering import TIME, Block, Op, Value, hole
from symgrad.lowering.array_program import SLOT
from symgrad.targets.c.c_accumulation import accumulated, is_added

n = sp.Symbol("n", integer=True, positive=True)


def product(name, slots=True, over_time=True):
    """A product of a matrix, or of two that are stacked, with a vector of each t."""
    lead, own = ((TIME,), (SLOT,)) if slots else ((TIME,), ())
    out = Value(name, (*(lead if over_time else ()), *([sp.Integer(2)] if slots else []), n))
    matrix = Value(f"U_{name}", (*([sp.Integer(2)] if slots else []), n, n))
    to = (*(lead if over_time else ()), *own, 0)
    return Op(out, "contract", None, (matrix, Value(f"x_{name}", (TIME, n))), ((*own, 0, 1), (TIME, 1)), to)


def view(of, slot):
    letters = (TIME, SLOT, 0)
    return Op(Value(f"{of.out.name}_{slot}", (TIME, n)), "place", ("slot", slot), (of.out,), (letters,), (TIME, 0))


def total(name, args, how=None):
    how = sp.Add(*map(hole, range(len(args)))) if how is None else how
    letters = tuple((TIME, 0) for _ in args)
    return Op(Value(name, (TIME, n)), "map", how, tuple(op.out for op in args), letters, (TIME, 0))


def block(ops, outputs):
    made = {op.out for op in ops}
    inputs = dict.fromkeys(arg for op in ops for arg in op.args if arg not in made)
    return Block(tuple(inputs), tuple(ops), {op.out.name: op.out for op in outputs})


def added(found):
    return {op.out.name: op.args[2].name for op in found.ops if is_added(op)}


def test_three_products_of_slots_are_one():
    products = [product(name) for name in "abc"]
    views = [[view(one, slot) for one in products] for slot in range(2)]
    sums = [total(f"s{slot}", row, sp.tanh(hole(0) + hole(1) + hole(2))) for slot, row in enumerate(views)]
    found = accumulated(block([*products, *views[0], *views[1], *sums], sums))
    assert added(found) == {"b": "a", "c": "a"}
    for one in sums:
        assert found.made[one.out].how == sp.tanh(hole(0))


def test_a_sum_in_a_sum():
    a, b, c, d = (product(name, slots=False) for name in "abcd")
    how = sp.Add(sp.tanh(sp.Add(hole(0), hole(1))), hole(2), hole(3), evaluate=False)
    one = total("s", [a, b, c, d], how)
    found = accumulated(block([a, b, c, d, one], [one]))
    assert added(found) == {"b": "a", "d": "c"}
    assert set(found.made[one.out].how.args) == {sp.tanh(hole(0)), hole(2)}


def test_what_is_read_elsewhere_or_given_stays():
    a, b = (product(name, slots=False) for name in "ab")
    one, other = total("s", [a, b]), total("r", [a, b], hole(0) * hole(1))
    assert added(accumulated(block([a, b, one, other], [one, other]))) == {}
    assert added(accumulated(block([a, b, one], [one, b]))) == {}
    assert added(accumulated(block([a, b, one], [one]))) == {"b": "a"}


def test_slots_that_one_sum_reads_alone_stay():
    a, b = product("a"), product("b")
    views = [[view(one, slot) for one in (a, b)] for slot in range(2)]
    one, other = total("s", views[0]), total("r", views[1], hole(0) * hole(1))
    assert added(accumulated(block([a, b, *views[0], *views[1], one, other], [one, other]))) == {}


def test_sums_over_time_stay():
    a, b = (product(name, slots=False, over_time=False) for name in "ab")
    one = Op(Value("s", (n,)), "map", hole(0) + hole(1), (a.out, b.out), ((0,), (0,)), (0,))
    assert added(accumulated(block([a, b, one], [one]))) == {}
