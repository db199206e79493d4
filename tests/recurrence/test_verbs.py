"""The verbs of a System by the kinds that there are: each does what it says, or says in one sentence why it cannot."""

import functools
import pickle
import re

import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions.symbols import Seed, layer_of
from symgrad.targets.points import random_point, random_sequences
from symgrad.time import TimeProgram

n, m, k = sg.dims("n m k")
SIZES = {"n": 2, "m": 2}
STEPS = 3
L = sg.scalar("L")


def layers():
    """Two layers whose sizes are two numbers."""
    return sg.stacked(sg.cells.elman(), sg.cells.elman())


BUILT = {
    "cell": sg.cells.elman,
    "gradient of a cell": lambda: sg.cells.elman().gradient(),
    "recurrence": lambda: sg.Recurrence(sg.cells.elman()),
    "gradient of a recurrence": lambda: sg.Recurrence(sg.cells.elman()).gradient(),
    "Hessian-vector product through time": lambda: sg.Recurrence(sg.cells.elman()).gradient().tangent(["W", "x"]),
    "layers": lambda: sg.Recurrence(layers()),
    "two directions": lambda: sg.bidirectional(sg.cells.elman()),
}
KINDS = list(BUILT)
TIMED = [kind for kind in KINDS if "cell" not in kind]
PLAIN = [kind for kind in KINDS if "cell" in kind]


@functools.cache
def built(kind):
    return BUILT[kind]()


def is_timed(system):
    return isinstance(system.program, TimeProgram)


def point_of(system, seed=1):
    """An array for each input, small, of sizes of their own."""
    program = system.program
    drawn = random_sequences(program, seed=seed) if is_timed(system) else random_point(program, seed=seed)
    return {name: np.asarray(array) * 0.7 for name, array in drawn.items()}


def values(system, point, outputs=None):
    function = system.lambdify(outputs=outputs)
    made = function(**{name: point[name] for name in function.arguments if name in point})
    return made if isinstance(made, dict) else {function.outputs[0]: made}


def moved(system, point, way, step=1e-5):
    """The derivative of every output along a direction, by central differences."""
    ends = [values(system, point | {name: point[name] + sign * step * way[name] for name in way}) for sign in (1, -1)]
    return {name: (ends[0][name] - ends[1][name]) / (2 * step) for name in ends[0]}


def directions(rng, point, names):
    return {name: rng.standard_normal(point[name].shape) for name in names}


def inner(one, other):
    return sum(np.sum(one[name] * other[name]) for name in other)


def close(found, expected, tolerance=1e-6):
    assert abs(found - expected) <= tolerance * (1 + abs(expected)), (found, expected)
    assert abs(expected) > 1e-6, "nothing is compared"


def new_inputs(derived, system):
    return [symbol for symbol in derived.inputs if symbol not in system.inputs]


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def system(kind):
    return built(kind)


def test_each_is_a_system_and_gives_systems(system):
    assert isinstance(system, sg.System)
    made = [system.gradient(), system.value_and_gradient(), system.tangent(), system.simplify(), system.at_one_time]
    assert all(type(one) is sg.System for one in made)
    assert not hasattr(sg, "TimeSystem")
    assert all(getattr(system.names, symbol.name) == symbol for symbol in system.parameters)


def pulled_back(system, backward, point, rng):
    """(what a gradient gives along a direction, what differences of the values give), at random cotangents."""
    seeds = new_inputs(backward, system)
    at = values(system, point)
    bars = {seed.name: rng.standard_normal(np.shape(at[seed.primal.name])) for seed in seeds}
    found = values(backward, point | bars)
    sources = {bar.name: bar.primal.name for bar in backward.outputs if bar.name not in at}
    way = directions(rng, point, sources.values())
    change = moved(system, point, way)
    told = sum(np.sum(found[bar] * way[name]) for bar, name in sources.items())
    return told, sum(np.sum(bars[seed.name] * change[seed.primal.name]) for seed in seeds), found


def test_the_gradient_is_that_of_differences(system, rng):
    point = point_of(system)
    told, expected, _ = pulled_back(system, system.gradient(), point, rng)
    close(told, expected)
    with pytest.raises(AssertionError):
        close(1.0001 * told, expected)


def test_values_and_gradient_are_both(system, rng):
    point = point_of(system)
    both = system.value_and_gradient()
    told, expected, found = pulled_back(system, both, point, rng)
    close(told, expected)
    assert both.outputs[: len(system.outputs)] == system.outputs
    for name, array in values(system, point).items():
        np.testing.assert_allclose(found[name], array, rtol=1e-12)


def test_the_tangent_is_that_of_differences(system, rng):
    point = point_of(system)
    tangent = system.tangent()
    dots = {dot.primal.name: dot.name for dot in new_inputs(tangent, system)}
    way = directions(rng, point, dots)
    found = values(tangent, point | {dots[name]: array for name, array in way.items()})
    expected = moved(system, point, way)
    assert len(found) == len(expected)
    for dot in tangent.outputs:
        np.testing.assert_allclose(found[dot.name], expected[dot.primal.name], rtol=1e-6, atol=1e-8)


PAIRS = {
    "cell": ("h", "h_prev"),
    "gradient of a cell": ("bar_h_prev", "h"),
    "recurrence": ("h", "h_prev"),
    "gradient of a recurrence": ("bar_pre_h", "h"),
    "Hessian-vector product through time": ("dot_h", "W"),
    "layers": ("h_2", "h_1"),
    "two directions": ("h", "h_forward"),
}


def test_a_derivative_at_one_time_passes_its_check(kind, system):
    derivation = system.derivative(*PAIRS[kind])
    assert derivation.check(method="complex")
    assert derivation.check_steps()
    assert derivation.numerator.name == PAIRS[kind][0]


def test_the_derivative_of_a_sum_over_time_is_refused():
    with pytest.raises(sg.SymgradError, match=r"^derivative: bar_W is a sum over time, and this is of one t; [^.]*\.$"):
        built("gradient of a recurrence").derivative("bar_W", "x")


def test_simplified_it_has_the_same_values(system):
    point = point_of(system)
    simpler = system.simplify()
    assert simpler.outputs == system.outputs
    expected = values(system, point)
    for name, array in values(simpler, point).items():
        np.testing.assert_allclose(array, expected[name], rtol=1e-11, atol=1e-13)


def test_an_input_is_replaced_by_an_expression(system, rng):
    name = next(symbol.name for symbol in system.parameters if symbol.name.startswith("W"))
    rows, columns = system.symbol(name).shape
    P, Q = sg.matrix("P", rows, k), sg.matrix("Q", k, columns)
    other = system.substitute({name: P * Q})
    assert {"P", "Q"} <= {symbol.name for symbol in other.parameters} | {symbol.name for symbol in other.inputs}
    point = point_of(system)
    P_, Q_ = rng.standard_normal((point[name].shape[0], 2)), rng.standard_normal((2, point[name].shape[1]))
    expected = values(system, point | {name: P_ @ Q_})
    for output, array in values(other, point | {"P": P_, "Q": Q_}).items():
        np.testing.assert_allclose(array, expected[output], rtol=1e-12)


def small_point(system, rng):
    """Arrays of STEPS steps with every size 2, and the same entry by entry, as expand names them."""
    whole, entries = {}, {}
    for symbol in system.inputs:
        size = [2, 2][: len(getattr(symbol, "shape", ())) - (getattr(symbol, "shape", (0, 0))[1] == 1)]
        timed = symbol in system.sequences
        whole[symbol.name] = array = 0.5 * rng.standard_normal((*[STEPS] * timed, *size))
        steps = [(f"{symbol.name}_at_{t}", array[t - 1]) for t in range(1, STEPS + 1)] if timed else []
        for name, one in steps or [(symbol.name, array)]:
            given = f"given_{name}" if timed and layer_of(symbol, Seed) else name
            for place in np.ndindex(one.shape):
                entries["_".join([given, *(str(i + 1) for i in place)])] = one[place]
    return whole, entries


def test_written_out_entry_by_entry_it_has_the_same_values(system, rng):
    whole, entries = small_point(system, rng)
    sizes = {str(dim): 2 for dim in system.dims}
    written = system.expand(STEPS, **sizes) if is_timed(system) else system.expand(**sizes)
    assert all(not getattr(symbol, "is_Matrix", False) for symbol in (*written.inputs, *written.definitions))
    found = np.concatenate([np.ravel(array) for array in values(written, entries).values()])
    expected = np.concatenate([np.ravel(array) for array in values(system, whole).values()])
    np.testing.assert_allclose(np.sort(found), np.sort(expected), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("kind", TIMED)
def test_unrolled_it_is_a_system_without_time(kind):
    once = built(kind).unroll(2)
    assert not is_timed(once)
    assert once.check(method="complex")
    with pytest.raises(sg.SymgradError, match=r"^expand: over time it is of so many steps, which come first: [^;]*\.$"):
        built(kind).expand(n=2)


@pytest.mark.parametrize("kind", PLAIN)
def test_without_time_there_is_nothing_to_unroll(kind):
    with pytest.raises(
        sg.SymgradError, match=r"^unroll writes out steps, but these equations hold once; [^.]*\.[^.]*\.$"
    ):
        built(kind).unroll(2)


def test_two_that_are_built_alike_are_equal(kind, system):
    again = BUILT[kind]()
    assert again == system
    assert hash(again) == hash(system)
    assert again.gradient() == system.gradient() != system
    assert all(built(other) != system for other in KINDS if other != kind)
    assert system.replace(outputs=list(system.outputs[:1])) != system or len(system.outputs) == 1


def test_it_passes_its_check(system):
    for checked in (system, sg.losses.squared_error(system, system.outputs[0])):
        report = checked.check(method="complex")
        assert report, str(report)
        assert {entry.verdict for entry in report.entries} == {"pass"}
        assert len(report.entries) > 3


def sides(text):
    return [line.partition(" = ")[0] for line in text.splitlines()]


def test_its_text_has_a_line_for_each_equation(system):
    lines = str(system).splitlines()
    assert len(lines) == len(system.equations)
    ends = {o.symbol for o in getattr(system.program, "outputs", ()) if getattr(o, "kind", "") == "end"}
    for symbol in system.outputs:
        assert symbol in ends or any(side.partition("[")[0] == symbol.name for side in sides(str(system)))
    assert is_timed(system) == ("[t]" in str(system))


def test_its_latex_has_a_line_for_each_equation_in_every_notation(system):
    for notation in ("plain", "bar", "greff", "pytorch", "leibniz", "nabla"):
        lines = system.latex(None, notation=notation)
        assert len(lines) == len(system.told.equations)
        assert all(" = " in line for line in lines)
    assert system.latex().count("&=") == len(system.told.equations)
    assert any("multiplies entry by entry" in told for told in system.legend()) == (r"\odot" in system.latex())
    assert len(system.latex("align", labels="eq:").split(r"\label{")) == len(system.told.equations) + 1


def test_its_document_has_every_equation(system):
    made = sg.document(system, check=False, families=False)
    shown = "\n".join(line for block in made.blocks for line in getattr(block, "lines", ()))
    told = system.gradient() if isinstance(system, sg.Recurrence) else system
    for line in told.latex(None):
        assert line.partition(" = ")[0] in shown
    assert sg.markdown(made).count("\n## ") >= 2
    assert made.blocks[0].text == "Names"


@pytest.mark.parametrize("kind", TIMED)
def test_steps_of_a_document_are_of_equations_that_hold_once(kind):
    with pytest.raises(sg.SymgradError, match=r"^document: steps= are of equations that hold once; [^.]*\.$"):
        sg.document(built(kind), steps=[("h", "W")])


def test_compiled_it_gives_its_outputs(system):
    function = system.lambdify()
    assert function.outputs == tuple(symbol.name for symbol in system.outputs)
    compile(function.source, "source", "exec")
    whole = values(system, point_of(system))
    name = system.outputs[-1].name
    np.testing.assert_array_equal(values(system, point_of(system), [name])[name], whole[name])
    block = system.lambdify(target=lambda block: block)
    assert str(block) == str(system.array_program())
    np.testing.assert_array_equal(
        sg.lambdify(system)(**point_of(system))[name] if len(whole) > 1 else whole[name], whole[name]
    )


def test_with_a_batch_its_program_has_an_axis_of_samples(system):
    assert "B" not in str(system.array_program())
    assert "[T, B, " in str(system.array_program(batched=True)) or "[B, " in str(system.array_program(batched=True))
    name = (system.sequences or system.inputs)[0].name
    assert str(system.array_program(batched=name)) != str(system.array_program())


@pytest.mark.parametrize("kind", TIMED)
def test_the_readable_form_gives_the_same(kind):
    system, point = built(kind), point_of(built(kind))
    plain = system.lambdify(readable=True)(**point)
    for name, array in values(system, point).items():
        np.testing.assert_allclose(plain[name] if isinstance(plain, dict) else plain, array, rtol=1e-12, err_msg=name)


def test_checkpoints_give_the_same():
    system = built("gradient of a recurrence")
    point = point_of(system)
    kept = system.lambdify(checkpoint_every=2)(**point)
    for name, array in values(system, point).items():
        np.testing.assert_allclose(kept[name], array, rtol=1e-12)


def test_pickled_it_is_the_same(system):
    again = pickle.loads(pickle.dumps(system))
    assert again == system
    assert type(again) is type(system)
    assert (str(again), repr(again)) == (str(system), repr(system))
    point = point_of(system)
    for name, array in values(again, point).items():
        np.testing.assert_array_equal(array, values(system, point)[name])


# -- losses, and what only time gives a meaning ----------------------------------------------------------------------


def error_of(system):
    h = next(symbol for symbol in system.outputs if getattr(symbol, "is_Matrix", False) and symbol.shape[1] == 1)
    d = sg.vector("d", h.shape[0])
    return L, sg.dot(h - d, h - d)


def test_a_loss_closes_a_system_of_any_kind(system, rng):
    closed = system.value_and_gradient(loss=error_of(system), wrt="d")
    assert [symbol.name for symbol in closed.outputs] == ["L", closed.outputs[-1].name]
    h = next(symbol for symbol in system.outputs if getattr(symbol, "is_Matrix", False) and symbol.shape[1] == 1)
    point = point_of(system)
    at = values(system, point)[h.name]
    d = rng.standard_normal(at.shape)
    found = values(closed, point | {"d": d})
    np.testing.assert_allclose(found["L"], ((at - d) ** 2).sum(axis=-1), rtol=1e-12)
    np.testing.assert_allclose(found[closed.outputs[-1].name], -2 * (at - d), rtol=1e-12)


def test_the_losses_close_a_cell_and_a_recurrence_alike():
    cell = sg.losses.squared_error(sg.cells.elman(), "h", target="d", loss="L")
    told = sg.cells.elman().gradient(loss=error_of(sg.cells.elman()))
    assert str(told) == str(cell.gradient())
    over_time = sg.losses.squared_error(built("recurrence"), "h", target="d", loss="L")
    at = point_of(over_time)
    expected = values(built("recurrence").gradient(loss=error_of(built("recurrence"))), at)
    assert expected.keys() == values(over_time.gradient(), at).keys()
    for name, array in values(over_time.gradient(), at).items():
        np.testing.assert_allclose(array, expected[name], rtol=1e-12)
    with pytest.raises(sg.NameClashError, match=r"^a loss: its target is a new input, but x is a name of the system"):
        sg.losses.squared_error(built("recurrence"), "h", target="x")


@pytest.mark.parametrize("changes", [{"outputs": []}, {"outputs": 5}, {"defaults": 5}])
def test_parts_that_are_none_are_refused_by_name(changes):
    with pytest.raises(sg.ArgumentError, match=rf"^System.replace: {next(iter(changes))} is "):
        built("recurrence").replace(**changes)


REFUSED = {
    "last": (lambda s: s.gradient(last=(L, sg.total(s.names.h))), "gradient: last= is a loss of the last step"),
    "truncate": (lambda s: s.gradient(truncate=3), "gradient: truncate= cuts what flows back through time"),
    "detach": (lambda s: s.value_and_gradient(detach="h"), "gradient: detach= cuts what flows back through time"),
    "checkpoints": (
        lambda s: s.lambdify(checkpoint_every=3), "lambdify: checkpoint_every= keeps the state of some steps",
    ),
    "readable": (lambda s: s.lambdify(readable=True), "lambdify: readable= writes one loop over time each way"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("kind", PLAIN)
def test_what_only_time_gives_a_meaning_is_refused_in_one_sentence(kind, name):
    verb, told = REFUSED[name]
    message = f"{told}, but these equations hold once; sg.Recurrence puts a cell at every t."
    with pytest.raises(sg.SymgradError, match=f"^{re.escape(message)}$"):
        verb(built(kind))


ONCE = {
    "replace": (lambda s: s.replace([]), "replace: over time outputs= and defaults= can be others, but"),
    "cut": (lambda s: s.cut("h"), "cut is of equations that hold once"),
    "inlined": (lambda s: s.inlined(s.outputs[0]), "inlined is of equations that hold once"),
    "a recurrence of it": (sg.Recurrence, "Recurrence is of equations that hold once"),
    "layers of it": (sg.stacked, "stacked is of equations that hold once"),
    "two directions of it": (sg.bidirectional, "bidirectional is of equations that hold once"),
    "its inputs in order": (lambda s: sg.lambdify(s, inputs=["x"]), "lambdify: inputs= is of equations that hold once"),
    "a loss that it is": (lambda s: s.gradient(loss=s), "a loss is of equations that hold once"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONCE)
@pytest.mark.parametrize("kind", TIMED)
def test_what_is_of_equations_that_hold_once_is_refused_over_time(kind, name):
    verb, told = ONCE[name]
    with pytest.raises(sg.SymgradError, match=f"^{re.escape(told)}[^.]*\\.$"):
        verb(built(kind))


def test_the_gradient_of_a_gradient_through_time_is_told_with_t():
    twice = sg.Recurrence(sg.cells.elman()).gradient(wrt="W").gradient(wrt="W")
    assert str(twice).splitlines() == [
        "h[0] = h_prev",
        "h[t] = tanh(W x[t] + U h[t-1] + b)",
        "bar_pre_h[T+1] = 0",
        "bar2_bar_h[0] = 0",
        "bar2_pre_h[T+1] = 0",
        "bar_h[t] = Δ_h[t] + Uᵀ bar_pre_h[t+1]",
        "bar_pre_h[t] = bar_h[t] ⊙ (1 - h[t]²)",
        "bar2_bar_h_prev[t] = bar2_bar_h[t-1]",
        "bar2_bar_pre_h[t] = Δ2_bar_W x[t] + U bar2_bar_h_prev[t]",
        "bar2_bar_h[t] = bar2_bar_pre_h[t] ⊙ (1 - h[t]²)",
        "share2_bar2_h[t] = -2 bar_h[t] ⊙ bar2_bar_pre_h[t] ⊙ h[t]",
        "bar2_h[t] = share2_bar2_h[t] + Uᵀ bar2_pre_h[t+1]",
        "bar2_pre_h[t] = bar2_h[t] ⊙ (1 - h[t]²)",
        "bar2_W = Σ[t=1..T] bar2_pre_h[t] x[t]ᵀ",
    ]
    headings = [block.text for block in sg.document(twice).blocks if hasattr(block, "level")]
    assert [one.partition(",")[0] for one in headings[3:6]] == ["At the boundary", "Backward", "Forward again"]
