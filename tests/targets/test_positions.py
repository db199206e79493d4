"""Positions in compiled code: numbers that say where an entry stands, one for all or one for every sample."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import ArgumentError, ShapeError

n, m = sg.dims("n m")
x, z, A = sg.vector("x", n), sg.vector("z", n), sg.matrix("A", n, m)
i, j, a, L = sg.scalars("i j a L")


def labelled():
    """The cross-entropy of a label i."""
    return sg.System([(L, -sg.log(sg.softmax(z)[i]))])


def by_hand(z, i):
    """-log softmax(z)_i and its gradient, for one sample."""
    p = np.exp(z) / np.exp(z).sum()
    return -np.log(p[i]), p - np.eye(len(z))[i]


@pytest.mark.parametrize("labels", [np.array([0, 2, 1, 2]), np.array([0.0, 2.0, 1.0, 2.0]), np.array([1])])
def test_a_label_of_each_sample(labels):
    logits = np.random.default_rng(3).standard_normal((len(labels), 3))
    made = labelled().value_and_gradient().lambdify()(z=logits, i=labels)
    expected = [by_hand(one, int(label)) for one, label in zip(logits, labels, strict=True)]
    assert np.allclose(made["L"], [value for value, _ in expected], rtol=1e-12)
    assert np.allclose(made["bar_z"], [slope for _, slope in expected], rtol=1e-12)


def test_a_label_of_each_sample_of_logits_that_all_share():
    logits, labels = np.array([0.5, -1.0, 2.0]), np.array([0, 2])
    made = labelled().value_and_gradient().lambdify()(z=logits, i=labels)
    expected = [by_hand(logits, label) for label in labels]
    assert np.allclose(made["L"], [value for value, _ in expected], rtol=1e-12)
    assert np.allclose(made["bar_z"], sum(slope for _, slope in expected), rtol=1e-12)


@pytest.mark.parametrize("batched", ["", "i", "j", "ij", "A", "Ai", "Aj", "Aij", "Aija", "a", "ia"])
def test_an_entry_of_a_matrix_at_positions_with_a_batch_and_without(batched):
    random = np.random.default_rng(5)
    one = {"A": lambda: random.standard_normal((3, 2)), "i": lambda: random.integers(3),
           "j": lambda: random.integers(2), "a": random.standard_normal}  # fmt: skip
    each = {name: [draw() for _ in range(4)] if name in batched else [draw()] * 4 for name, draw in one.items()}
    arrays = {name: np.stack(values) if name in batched else values[0] for name, values in each.items()}
    value, slope, by_a = np.zeros(4), np.zeros((4, 3, 2)), np.zeros(4)
    for k in range(4):
        entry, here = each["A"][k][each["i"][k], each["j"][k]], (k, each["i"][k], each["j"][k])
        value[k], slope[here], by_a[k] = each["a"][k] * entry**2, 2 * each["a"][k] * entry, entry**2
    if not batched:
        value, slope, by_a = value[0], slope[:1], by_a[:1]
    system = sg.System([(L, a * A[i, j] ** 2)])
    assert np.allclose(system.lambdify()(**arrays), value)
    made = system.gradient(wrt=["A", "a"]).lambdify()(**arrays)
    assert np.allclose(made["bar_A"], slope if "A" in batched else slope.sum(0))
    assert np.allclose(made["bar_a"], by_a if "a" in batched else by_a.sum(0))


@pytest.mark.parametrize("place", [3, -1, 0.7, np.nan, [0, 3]])
def test_a_position_that_is_none_is_an_error(place):
    with pytest.raises(ArgumentError, match=r"^a position among 3 is a whole number from 0 to 2, but .* came\.$"):
        labelled().lambdify()(z=np.ones(3), i=place)


def test_a_position_beside_a_whole_number_is_that_number():
    assert sg.lambdify(x[i])(x=np.array([1.0, 2.0, 3.0]), i=3 * 0.1 * 10 - 1) == 3.0


def test_a_label_leaves_the_precision_alone():
    single = labelled().value_and_gradient().lambdify()(z=np.ones((2, 3), np.float32), i=np.array([0, 1]))
    assert {value.dtype for value in single.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("expr", [x[4], sg.total(sg.rows(x, 1, 2)), x[n - 3] ** 2])
def test_an_entry_that_no_array_of_this_size_has_is_an_error(expr):
    function = sg.lambdify(expr)
    assert np.isfinite(function(x=np.ones(5)))
    with pytest.raises(ShapeError, match=r"counted from 0, but there are n = 2; give arrays that have it\.$"):
        function(x=np.ones(2))


def over_time():
    h, h_prev, W = sg.vector("h", n), sg.vector("h_prev", n), sg.matrix("W", n, n)
    equations = [(h, sg.tanh(W * h_prev + x)), (L, -sg.log(sg.softmax(h)[i]))]
    return sg.Recurrence(
        sg.System(equations, outputs=[L], inputs=[x, i, h_prev], parameters=[W], carry={h: h_prev})
    )  # fmt: skip


@pytest.mark.parametrize("samples", [None, 2])
@pytest.mark.parametrize("every", [None, 2])
def test_a_label_of_each_step(samples, every):
    random, shape = np.random.default_rng(7), (4,) if samples is None else (4, samples)
    xs, W, labels = random.standard_normal((*shape, 3)), random.standard_normal((3, 3)), random.integers(3, size=shape)
    losses = np.zeros(shape)
    for k in np.ndindex(shape[1:]):
        h = np.zeros(3)
        for t in range(4):
            h = np.tanh(W @ h + xs[(t, *k)])
            losses[(t, *k)], _ = by_hand(h, labels[(t, *k)])
    assert np.allclose(over_time().lambdify()(x=xs, W=W, i=labels), losses, rtol=1e-12)
    made = over_time().gradient(wrt="W").lambdify(checkpoint_every=every)(x=xs, W=W, i=labels)
    step = 1e-6 * random.standard_normal((3, 3))
    ahead, behind = (over_time().lambdify()(x=xs, W=W + way * step, i=labels).sum() for way in (1, -1))
    assert np.sum(made * step) * 2 == pytest.approx(ahead - behind, rel=1e-6)


def test_a_label_is_no_default_of_what_is_differentiated_by():
    assert [symbol.name for symbol in over_time().gradient().outputs] == ["bar_x", "bar_h_prev", "bar_W"]
    assert over_time().check(method="complex")
    assert labelled().check(method="complex")
    assert labelled().check(at={"i": 1, "z": np.ones(3)})
    assert "e_{i_t}" in over_time().gradient(wrt="W").latex()


def test_a_check_draws_sizes_at_which_entries_are_there():
    assert sg.System([(L, x[4] ** 2 + x[n - 3])]).check()


@pytest.mark.parametrize(("scalar", "kind"), [(0.5, np.float32), (2, np.float32), (np.array(0.5), np.float64)])
def test_a_number_leaves_the_precision_over_time_alone(scalar, kind):
    h, h_prev = sg.vector("h", n), sg.vector("h_prev", n)
    cell = sg.System([(h, sg.tanh(a * h_prev + x))], parameters=[a], carry={h: h_prev})
    xs = np.ones((2, 3), np.float32)
    assert sg.Recurrence(cell).lambdify()(x=xs, a=scalar).dtype == kind
    assert sg.Recurrence(cell).lambdify()(x=xs, a=np.float32(1), h_prev=[0, 0, 0]).dtype == np.float32


def test_a_mask_of_truth_values_leaves_the_precision_alone():
    h, h_prev, mask = sg.vector("h", n), sg.vector("h_prev", n), sg.scalar("mask")
    cell = sg.System([(h, sg.tanh(a * h_prev + x))], parameters=[a], carry={h: h_prev})
    masked = sg.Recurrence(cell, mask=mask).lambdify()
    xs, kept = np.ones((2, 3), np.float32), np.array([True, False])
    made = masked(x=xs, a=np.float32(1), mask=kept)
    assert made.dtype == np.float32
    assert np.array_equal(made, masked(x=xs, a=np.float32(1), mask=kept.astype(np.float32)))


NARROW = [(np.float16, 2049), (np.float32, 2**24 + 1), (np.complex64, 2**24 + 1), (np.longdouble, 3)]


@pytest.mark.parametrize(("kind", "place"), NARROW)
@pytest.mark.parametrize("given", [int, float, np.int32, np.float64, lambda place: np.array([place]), lambda p: [p]])
def test_a_position_is_none_of_the_data_and_keeps_its_own_precision(kind, place, given):
    entries = np.zeros(place + 2, kind)
    entries[place] = 1
    for expr in (x[i], x[i] * (i - place + 1)):  # where it counts as a number too, the result may be of 64 bits
        found = sg.lambdify(expr)(x=entries, i=given(place))
        assert np.all(found == 1)
    assert sg.lambdify(x[i])(x=entries, i=given(place)).dtype == kind


@pytest.mark.parametrize("given", [np.int64, np.float64, list])
def test_a_label_over_time_keeps_its_precision(given):
    place = 2**24 + 1
    entries = np.zeros((1, place + 2), np.float32)
    entries[0, place] = 1
    h, h_prev = sg.scalar("h"), sg.scalar("h_prev")
    cell = sg.System([(h, h_prev + a * x[i])], inputs=[x, i, h_prev], parameters=[a], carry={h: h_prev})
    labels = [place] if given is list else np.array([place], given)
    found = sg.Recurrence(cell).lambdify()(x=entries, i=labels, a=0.5)
    assert found.tolist() == [0.5]
    assert found.dtype == np.float32


def test_a_position_left_out_keeps_the_precision():
    system = sg.System([(L, x[i])], inputs=[x, i], defaults={i: 2049})
    entries = (np.arange(4000) == 2049).astype(np.float16)
    assert system.lambdify()(x=entries) == 1.0


@pytest.mark.parametrize("position", [1, np.array(1), np.int64(1)])
def test_a_position_that_nothing_uses_leaves_the_type_alone(position):
    x = sg.vector("x", sg.dims("n"))
    i, s, r, v = sg.scalars("i s r v")
    system = sg.System([(v, x[i]), (r, sg.sin(s))], inputs=[x, s, i], outputs=[r])
    zero = system.tangent(wrt=["x"]).lambdify()
    narrow = np.ones(3, np.float32)
    for _ in range(2):  # the second call goes by the plan of the first
        assert np.asarray(zero(x=narrow, s=np.float32(1), i=position, dot_x=narrow)).dtype == np.float32
