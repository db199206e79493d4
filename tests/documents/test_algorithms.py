"""Algorithms: what is printed is read back, run in NumPy, and compared with gradients that share no code with it."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.documents.algorithm_loops import loops_of
from tests.documents.algorithm_reader import run
from tests.documents.latex_runs import complaints, needs
from tests.own_cells import REPRESENTATIVE

STEPS, SIZES = 4, {"n": 3, "m": 2}
TIGHT = 1e-12


def drawn(symbols, rng, sizes):
    def shape(symbol):
        return [int(size.subs({d: sizes[str(d.name)] for d in size.free_symbols})) for size in symbol.shape]

    return {str(s.name): rng.normal(size=shape(s)) / 2 if getattr(s, "is_Matrix", False) else rng.normal(size=(1, 1))
            for s in symbols}  # fmt: skip


def key(name):
    """The printed name of a code name: a base, and its subscripts."""
    base, *scripts = name.split("_")
    return (base if len(base) == 1 else rf"\mathrm{{{base}}}", *scripts)


def values_for(system, rng):
    """(values by printed name, arrays by code name) of what a system over time takes, in the plain notation."""
    printed, arrays = {}, {}
    for symbol in system.inputs:
        name = str(symbol.name)
        times = range(1, STEPS + 1) if symbol in system.sequences else [None]
        (own,) = [[drawn([symbol], rng, SIZES)[name] for _ in times]]
        flat = [value[:, 0] if value.shape[1] == 1 and getattr(symbol, "is_Matrix", False) else value for value in own]
        flat = [value if getattr(symbol, "is_Matrix", False) else value[0, 0] for value in flat]
        arrays[name] = np.array(flat) if times != [None] else flat[0]
        for at, value in zip(times, own, strict=True):
            bare = (
                (r"\Delta", name.removeprefix("bar_")) if name.startswith("bar_") else key(name.removesuffix("_prev"))
            )
            printed[(*bare, *([str(at)] if at else ["0"] if name.endswith("_prev") else []))] = value
    return printed, arrays


def results(system, values):
    """What an algorithm gives, by the code names of a system's outputs, in the plain notation."""
    found = {}
    for symbol in system.outputs:
        name = str(symbol.name)
        bare = name.removeprefix("bar_").removesuffix("_prev")
        base, *scripts = key(bare)
        mark = (rf"\bar{{{base}}}" if name.startswith("bar_") else base, *scripts)
        if name.endswith("_prev"):
            found[name] = values[(*mark, "0")]
        elif (*mark, "1") not in values:
            found[name] = values[mark]
        else:
            found[name] = np.array([values[(*mark, str(t))] for t in range(1, STEPS + 1)])
    return found


def compared(system, text, rng, compiled=None):
    """The largest difference between an algorithm that was read back and the compiled function."""
    printed, arrays = values_for(system, rng)
    found = results(system, run(text, printed, STEPS))
    wanted = (compiled or system).lambdify()(**arrays)
    wanted = wanted if isinstance(wanted, dict) else {str(system.outputs[0].name): wanted}
    assert wanted.keys() == found.keys()
    return max(
        np.abs(found[name].reshape(np.shape(value)) - value).max() / max(1.0, np.abs(value).max())
        for name, value in wanted.items()
    )


CELLS = ["elman", "lstm", "gru", "gru_chung", "gru_reset_after"]


@pytest.mark.parametrize("name", CELLS)
def test_the_algorithm_of_a_gradient_runs_to_the_gradient(name, rng):
    cell = getattr(sg.cells, name)()
    back = sg.Recurrence(cell).gradient(of=cell.outputs[0])
    assert compared(back, sg.algorithm(back), rng) < TIGHT


def test_the_algorithm_of_values_and_gradients_runs_to_both(rng):
    r = sg.Recurrence(sg.cells.elman())
    h = r.symbol("h")
    d, V = sg.vector("d", h.shape[0]), sg.matrix("V", h.shape[0], h.shape[0])
    both = r.value_and_gradient(loss=(sg.scalar("E"), sg.dot(V * h - d, V * h - d)))
    printed, arrays = values_for(both, rng)
    arrays["bar_E"] = np.ones(STEPS)
    text = sg.algorithm(both)
    assert r"\Delta" not in text  # the loss is closed, as its equations are
    assert r"\Ensure $E$, $\bar{x}_1, \dots, \bar{x}_T$" in text
    values = run(text, printed, STEPS)
    found = results(both, values)
    assert abs(values["E",] - found["E"].sum()) < TIGHT
    for name, value in both.lambdify()(**arrays).items():
        assert np.abs(found[name].reshape(np.shape(value)) - value).max() < TIGHT, name


def forward_lstm(a):
    """The last and every h of an LSTM in plain NumPy, which takes complex numbers."""

    def s(z):
        return 1 / (1 + np.exp(-z))

    h, c, all_h = a["h_prev"], a["c_prev"], []
    for x in a["x"]:
        i, f, o = (s(a[f"W_{k}"] @ x + a[f"U_{k}"] @ h + a[f"b_{k}"]) for k in "ifo")
        g = np.tanh(a["W_g"] @ x + a["U_g"] @ h + a["b_g"])
        c = i * g + f * c
        h = o * np.tanh(c)
        all_h.append(h)
    return np.array(all_h)


def test_the_algorithm_of_an_lstm_runs_to_the_complex_step_of_plain_numpy(rng):
    back = sg.Recurrence(sg.cells.lstm()).gradient(of="h")
    printed, arrays = values_for(back, rng)
    found = results(back, run(sg.algorithm(back), printed, STEPS))
    seed = arrays.pop("bar_h")
    for name in ("W_i", "U_f", "b_g", "x", "h_prev", "c_prev"):
        for place in np.ndindex(arrays[name].shape):
            moved = {key: value.astype(complex) for key, value in arrays.items()}
            moved[name][place] += 1e-30j
            slope = (seed * forward_lstm(moved)).sum().imag / 1e-30
            assert abs(found[f"bar_{name}"].reshape(arrays[name].shape)[place] - slope) < TIGHT


def test_a_wrong_line_is_noticed(rng):
    """Negative control: a sign, a time, a missing line."""
    back = sg.Recurrence(sg.cells.elman()).gradient(of="h")
    text = sg.algorithm(back)
    for right, wrong in [
        (r"\bar{U} + \bar{\hat{h}}_t h_{t-1}^{\top}", r"\bar{U} - \bar{\hat{h}}_t h_{t-1}^{\top}"),
        (r"\bar{\hat{h}}_t h_{t-1}^{\top}", r"\bar{\hat{h}}_t h_t^{\top}"),
        (r"\Delta_{h,t} + U^{\top}", r"\Delta_{h,t} + U"),
    ]:
        assert right in text
        assert compared(back, text.replace(right, wrong), rng) > 1e-3
    with pytest.raises(KeyError):
        compared(back, text.replace(r"\State $\bar{\hat{h}}_{T+1} \gets 0$", ""), rng)


def test_what_a_backward_loop_reads_after_the_end_is_set_before_it():
    """Zero where the cotangent makes it nothing; the last value where a zero would be divided by."""
    back = sg.algorithm(sg.Recurrence(sg.cells.lstm()).gradient(of="h"), sections=["backward"])
    assert r"f_{T+1} \gets 0" in back
    n = sg.dims("n")
    h, h_prev, x, w = sg.vectors("h h_prev x w", n)
    cell = sg.System([(h, sg.divide(h_prev, x) + w)], parameters=[w], carry={h: h_prev})
    text = sg.algorithm(sg.Recurrence(cell).gradient(of="h"))
    assert r"\State $x_{T+1} \gets x_T$" in text


def test_division_at_the_edge_runs_too(rng):
    n = sg.dims("n")
    h, h_prev, x, w = sg.vectors("h h_prev x w", n)
    cell = sg.System([(h, sg.divide(h_prev, x) + w)], parameters=[w], carry={h: h_prev})
    back = sg.Recurrence(cell).gradient(of="h")
    assert compared(back, sg.algorithm(back), rng) < TIGHT


def test_the_algorithm_of_a_cell_without_time():
    text = sg.algorithm(sg.cells.dense().gradient(), caption="A layer", label="layer")
    assert text == "\n".join([
        r"\begin{algorithm}", r"\caption{A layer}", r"\label{alg:layer}", r"\begin{algorithmic}[1]",
        r"\Require $x$, $W$, $b$, $\bar{y}$", r"\Ensure $\bar{x}$, $\bar{W}$, $\bar{b}$",
        r"\State $\hat{y} \gets W x + b$", r"\State $y \gets \tanh(\hat{y})$",
        r"\State $\bar{\hat{y}} \gets \bar{y} \odot (1 - y^{\odot 2})$",
        r"\State $\bar{x} \gets W^{\top} \bar{\hat{y}}$", r"\State $\bar{W} \gets \bar{\hat{y}} x^{\top}$",
        r"\State $\bar{b} \gets \bar{\hat{y}}$", r"\end{algorithmic}", r"\end{algorithm}",
    ])  # fmt: skip


def test_sections_of_an_algorithm():
    back = sg.Recurrence(sg.cells.elman()).gradient(of="h")
    assert sg.algorithm(back, sections=["forward"]).count(r"\State") == 2
    text = sg.algorithm(back, sections=["backward"])
    assert r"\bar{W}" not in text
    assert r"$h_0$, $h_1, \dots, h_T$" not in text  # h at t - 1 is for U alone
    assert r"$h_1, \dots, h_T$" in text
    assert r"\caption{Backpropagation through time}" in text
    with pytest.raises(
        sg.ArgumentError, match="sections is None or one or several of 'forward', 'boundary', 'backward',"
    ):
        sg.algorithm(back, sections=["back"])
    with pytest.raises(sg.SymgradError, match="the system has no backward"):
        sg.algorithm(sg.cells.elman(), sections=["backward"])


def test_of_what_is_no_system():
    with pytest.raises(sg.SymgradError, match=r"^algorithm is of a System, but str came\.$"):
        sg.algorithm("lstm")


def test_long_lines_go_on_below(rng):
    back = sg.Recurrence(sg.cells.lstm()).gradient(of="h")
    narrow = sg.algorithm(back, width=200)
    assert narrow.count(r"\Statex") >= 3
    assert compared(back, narrow, rng) < TIGHT


def test_every_cell_that_runs_over_time_has_an_algorithm():
    count = 0
    for name in REPRESENTATIVE:
        cell = getattr(sg.cells, name)()
        if cell.carry:
            loops = loops_of(sg.Recurrence(cell).gradient(of=cell.outputs[0]))
            assert [loop.direction for loop in loops][:2] in ([1, -1], [0, 1])
            count += 1
    assert count > 15


PAPER = r"""\documentclass%s{article}
\usepackage{amsmath,algorithm,%s}
\begin{document}
%s
\end{document}
"""


@needs("algorithm.sty", "algpseudocode.sty")
@pytest.mark.parametrize(("options", "width"), [("[a4paper]", 345.0), ("[a4paper,twocolumn]", 221.0)])
@pytest.mark.parametrize("name", ["lstm", "gru"])
def test_algorithms_compile_in_one_column_and_in_two(name, options, width, tmp_path):
    back = sg.Recurrence(getattr(sg.cells, name)()).gradient(of="h")
    made = "\n".join(sg.algorithm(back, notation=own, width=width, label=own) for own in ("plain", "greff", "nabla"))
    assert complaints(tmp_path, paper=PAPER % (options, "algpseudocode", made)) == []


@needs("algorithm.sty", "algorithmic.sty")
def test_algorithms_in_the_words_of_the_older_package_compile(tmp_path):
    made = sg.algorithm(sg.Recurrence(sg.cells.gru()).gradient(of="h"), package="algorithmic")
    assert r"\FOR{$t = T, \dots, 1$}" in made
    assert complaints(tmp_path, paper=PAPER % ("", "algorithmic", made)) == []


def test_the_algorithm_of_a_hessian_vector_product_runs_to_it(rng):
    """Forward mode over reverse mode: two loops with twice the lines."""
    product = sg.Recurrence(sg.cells.elman()).gradient(of="h", wrt=["U", "x"]).tangent(wrt=["U", "W"])
    printed, arrays = {}, {}
    for symbol in product.inputs:
        name = str(symbol.name)
        base, mark = name.removeprefix("dot_").removeprefix("bar_").removesuffix("_prev"), "{}"
        if name.startswith("dot_"):
            mark = r"\dot{{{}}}"
        bare = (r"\Delta", base) if name.startswith("bar_") else (mark.format(base),)
        times = [str(t) for t in range(1, STEPS + 1)] if symbol in product.sequences else [None]
        own = [drawn([symbol], rng, SIZES)[name] for _ in times]
        flat = [value[:, 0] if value.shape[1] == 1 else value for value in own]
        arrays[name] = np.array(flat) if times != [None] else flat[0]
        for at, value in zip(times, own, strict=True):
            printed[(*bare, *([at] if at else ["0"] if name.endswith("_prev") else []))] = value
    values = run(sg.algorithm(product), printed, STEPS)
    wanted = product.lambdify()(**arrays)
    assert np.abs(values[r"\dot{\bar{U}}",] - wanted["dot_bar_U"]).max() < TIGHT
    for t in range(STEPS):
        assert np.abs(values[r"\dot{\bar{x}}", str(t + 1)][:, 0] - wanted["dot_bar_x"][t]).max() < TIGHT
