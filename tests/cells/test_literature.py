"""The cells against their papers' equations in plain NumPy, and against each other where they should agree."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import random_point
from tests.own_cells import REPRESENTATIVE


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def given(name, seed=0, **at):
    """A cell's outputs at a random point, and the point."""
    cell = getattr(sg.cells, name)()
    point = random_point(cell, at, seed)
    names = list(cell.definitions)
    return cell.lambdify(names)(**point) if len(names) > 1 else {names[0].name: cell.lambdify()(**point)}, point


def lstm_step(p):
    gate = {k: p[f"W_{k}"] @ p["x"] + p[f"U_{k}"] @ p["h_prev"] + p[f"b_{k}"] for k in "ifog"}
    c = sigmoid(gate["f"]) * p["c_prev"] + sigmoid(gate["i"]) * np.tanh(gate["g"])
    return {"h": sigmoid(gate["o"]) * np.tanh(c), "c": c}


def close(found, expected):
    for name, value in expected.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-12, atol=1e-14, err_msg=name)


def test_elman():
    found, p = given("elman")
    close(found, {"h": np.tanh(p["W"] @ p["x"] + p["U"] @ p["h_prev"] + p["b"])})


def test_lstm():
    found, p = given("lstm")
    close(found, lstm_step(p))


def test_a_wrong_formula_is_found():
    found, p = given("lstm")
    p["W_i"], p["W_f"] = p["W_f"], p["W_i"]
    with pytest.raises(AssertionError):
        close(found, lstm_step(p))


def test_lstm_1997():
    found, p = given("lstm_1997")
    net = {k: p[f"W_{k}"] @ p["x"] + p[f"U_{k}"] @ p["y_prev"] + p[f"b_{k}"] for k in ("in", "out", "c")}
    s = p["s_prev"] + sigmoid(net["in"]) * 2 * np.tanh(net["c"] / 2)  # 4 sigmoid(x) - 2 = 2 tanh(x / 2)
    close(found, {"s": s, "y": sigmoid(net["out"]) * np.tanh(s / 2)})


@pytest.mark.parametrize(("name", "coupled"), [("lstm_peephole", False), ("lstm_coupled", True)])
def test_lstm_of_greff(name, coupled):
    found, p = given(name)
    c_prev = p["c_prev"]
    net = {k: p[f"W_{k}"] @ p["x"] + p[f"R_{k}"] @ p["y_prev"] + p[f"b_{k}"] for k in "zifo" if f"W_{k}" in p}
    i = sigmoid(net["i"] + p["p_i"] * c_prev)
    f = 1 - i if coupled else sigmoid(net["f"] + p["p_f"] * c_prev)
    c = np.tanh(net["z"]) * i + c_prev * f
    close(found, {"c": c, "y": np.tanh(c) * sigmoid(net["o"] + p["p_o"] * c), "f": f})


def test_peepholes_of_zero_leave_the_standard_lstm():
    expected, p = given("lstm")
    at = {name.replace("g", "z").replace("U", "R"): value for name, value in p.items() if name[0] in "WUb"}
    at |= {f"p_{k}": np.zeros(len(p["c_prev"])) for k in "ifo"}
    found, _ = given("lstm_peephole", x=p["x"], y_prev=p["h_prev"], c_prev=p["c_prev"], **at)
    close({"h": found["y"], "c": found["c"]}, {"h": expected["h"], "c": expected["c"]})


def test_the_concatenated_form_is_the_standard_lstm():
    expected, p = given("lstm")
    at = {f"W_{new}": np.hstack([p[f"U_{old}"], p[f"W_{old}"]]) for new, old in zip("fico", "figo", strict=True)}
    at |= {f"b_{new}": p[f"b_{old}"] for new, old in zip("fico", "figo", strict=True)}
    found, _ = given("lstm_concatenated", x=p["x"], h_prev=p["h_prev"], c_prev=p["c_prev"], **at)
    close(found, {"h": expected["h"], "c": expected["c"]})


def test_pytorchs_packing():
    """torch.nn.LSTM: (W_ii|W_if|W_ig|W_io) one below the other, i, f, g, o in this order, two biases."""
    found, p = given("lstm_pytorch")
    i, f, g, o = np.split(p["W_ih"] @ p["x"] + p["b_ih"] + p["W_hh"] @ p["h_prev"] + p["b_hh"], 4)
    c = sigmoid(f) * p["c_prev"] + sigmoid(i) * np.tanh(g)
    close(found, {"c": c, "h": sigmoid(o) * np.tanh(c)})


def test_pytorchs_packing_is_the_standard_lstm():
    expected, p = given("lstm")
    stack = {kind: np.concatenate([p[f"{kind}_{k}"] for k in "ifgo"]) for kind in "WUb"}
    at = {"W_ih": stack["W"], "W_hh": stack["U"], "b_ih": stack["b"] / 3, "b_hh": stack["b"] * 2 / 3}
    found, _ = given("lstm_pytorch", x=p["x"], h_prev=p["h_prev"], c_prev=p["c_prev"], **at)
    close(found, {"h": expected["h"], "c": expected["c"]})


def _normalised(z, gain, bias):
    return gain * (z - z.mean()) / np.sqrt(z.var() + 1e-5) + bias


def test_lstm_layer_norm():
    found, p = given("lstm_layer_norm")
    recurrent = _normalised(p["W_h"] @ p["h_prev"], p["alpha_1"], p["beta_1"])
    f, i, o, g = np.split(recurrent + _normalised(p["W_x"] @ p["x"], p["alpha_2"], p["beta_2"]) + p["b"], 4)
    c = sigmoid(f) * p["c_prev"] + sigmoid(i) * np.tanh(g)
    close(found, {"c": c, "h": sigmoid(o) * np.tanh(_normalised(c, p["alpha_3"], p["beta_3"]))})


def test_lstm_projection():
    found, p = given("lstm_projection")
    net = {k: p[f"W_{k}x"] @ p["x"] + p[f"W_{k}r"] @ p["r_prev"] + p[f"b_{k}"] for k in "ifco"}
    f = sigmoid(net["f"] + np.diag(p["w_fc"]) @ p["c_prev"])
    c = f * p["c_prev"] + sigmoid(net["i"] + np.diag(p["w_ic"]) @ p["c_prev"]) * np.tanh(net["c"])
    m = sigmoid(net["o"] + np.diag(p["w_oc"]) @ c) * np.tanh(c)
    close(found, {"c": c, "r": p["W_rm"] @ m})


@pytest.mark.parametrize(("name", "swapped"), [("gru", False), ("gru_chung", True)])
def test_gru(name, swapped):
    found, p = given(name)
    z, r = (sigmoid(p[f"W_{k}"] @ p["x"] + p[f"U_{k}"] @ p["h_prev"] + p[f"b_{k}"]) for k in "zr")
    candidate = np.tanh(p["W"] @ p["x"] + p["U"] @ (r * p["h_prev"]) + p["b"])
    keep = 1 - z if swapped else z
    close(found, {"h": keep * p["h_prev"] + (1 - keep) * candidate})


def test_gru_reset_after():
    """torch.nn.GRU: n = tanh(W_in x + b_in + r * (W_hn h + b_hn)), h' = (1 - z) * n + z * h."""
    found, p = given("gru_reset_after")
    r, z = (sigmoid(p[f"W_i{k}"] @ p["x"] + p[f"b_i{k}"] + p[f"W_h{k}"] @ p["h_prev"] + p[f"b_h{k}"]) for k in "rz")
    n = np.tanh(p["W_in"] @ p["x"] + p["b_in"] + r * (p["W_hn"] @ p["h_prev"] + p["b_hn"]))
    close(found, {"h": (1 - z) * n + z * p["h_prev"]})


def test_mgu():
    found, p = given("mgu")
    f = sigmoid(p["W_f"] @ np.concatenate([p["h_prev"], p["x"]]) + p["b_f"])
    candidate = np.tanh(p["W_h"] @ np.concatenate([f * p["h_prev"], p["x"]]) + p["b_h"])
    close(found, {"h": (1 - f) * p["h_prev"] + f * candidate})


def test_min_gru_and_min_lstm():
    found, p = given("min_gru")
    z = sigmoid(p["W_z"] @ p["x"] + p["b_z"])
    close(found, {"h": (1 - z) * p["h_prev"] + z * (p["W_h"] @ p["x"] + p["b_h"])})
    found, p = given("min_lstm")
    f, i = (sigmoid(p[f"W_{k}"] @ p["x"] + p[f"b_{k}"]) for k in "fi")
    close(found, {"h": (f * p["h_prev"] + i * (p["W_h"] @ p["x"] + p["b_h"])) / (f + i)})


@pytest.mark.parametrize("seed", range(4))
def test_slstm_is_what_its_equations_without_the_stabiliser_say(seed):
    found, p = given("slstm", seed)
    net = {k: p[f"W_{k}"] @ p["x"] + p[f"R_{k}"] @ p["h_prev"] + p[f"b_{k}"] for k in "zifo"}
    scale = np.exp(p["m_prev"])  # the states without m are exp(m) times as large
    c = sigmoid(net["f"]) * scale * p["c_prev"] + np.exp(net["i"]) * np.tanh(net["z"])
    n = sigmoid(net["f"]) * scale * p["n_prev"] + np.exp(net["i"])
    m = np.maximum(np.log(sigmoid(net["f"])) + p["m_prev"], net["i"])
    close(found, {"h": sigmoid(net["o"]) * c / n, "c": c * np.exp(-m), "n": n * np.exp(-m), "m": m})


@pytest.mark.parametrize("seed", range(4))
def test_mlstm_is_what_its_equations_without_the_stabiliser_say(seed):
    found, p = given("mlstm", seed)
    q, k, v, o = (p[f"W_{j}"] @ p["x"] + p[f"b_{j}"] for j in "qkvo")
    k = p["W_k"] @ p["x"] / np.sqrt(len(q)) + p["b_k"]
    i, f = np.exp(p["w_i"] @ p["x"] + p["b_i"]), sigmoid(p["w_f"] @ p["x"] + p["b_f"])
    scale = np.exp(p["m_prev"])
    C = f * scale * p["C_prev"] + i * np.outer(v, k)
    n = f * scale * p["n_prev"] + i * k
    m = max(np.log(f) + p["m_prev"], np.log(i))
    h = sigmoid(o) * (C @ q) / max(abs(n @ q), 1)
    close(found, {"h": h, "C": C * np.exp(-m), "n": n * np.exp(-m), "m": m})


def test_large_gates_of_xlstm_stay_finite():
    big = {"b_i": 800.0}
    found, _ = given("mlstm", **big)
    assert all(np.all(np.isfinite(value)) for value in found.values())
    found, _ = given("slstm", b_i=np.full(2, 800.0))
    assert all(np.all(np.isfinite(value)) for value in found.values())


def test_layers_without_a_memory():
    found, p = given("dense")
    close(found, {"y": np.tanh(p["W"] @ p["x"] + p["b"])})
    found, p = given("mlp")
    close(found, {"y": p["W_2"] @ np.tanh(p["W_1"] @ p["x"] + p["b_1"]) + p["b_2"]})
    found, p = given("softmax_regression")
    logits = np.exp(p["W"] @ p["x"] + p["b"])
    close(found, {"y": logits / logits.sum()})
    found, p = given("layer_norm")
    close(found, {"h": _normalised(p["a"], p["g"], p["b"])})
    found, p = given("attention")
    scores = np.exp(p["K"] @ p["q"] / np.sqrt(len(p["q"])))
    close(found, {"y": p["V"].T @ scores / scores.sum()})


def test_every_recurrent_cell_states_its_carry_and_its_parameters():
    still = {"attention", "dense", "layer_norm", "mlp", "notebook", "softmax_regression"}
    for name in REPRESENTATIVE:
        cell = getattr(sg.cells, name)()
        assert bool(cell.carry) == (name not in still), name
        assert set(cell.carry) <= set(cell.outputs)
        previous = set(cell.carry.values())
        assert len([i for i in cell.inputs if i not in cell.parameters and i not in previous]) == 1 or name in still


def test_every_cell_names_its_source_and_shows_its_symbols():
    import importlib
    import inspect

    for name in sg.cells.__all__:
        function = getattr(sg.cells, name)
        module = importlib.import_module(function.__module__)
        assert "Source:" in (function.__doc__ + module.__doc__), name
        assert "what it is" in inspect.cleandoc(module.__doc__), name
