"""Names in print: by rule from the code name, or as given; accents of derived variables."""

import pytest
import sympy as sp

from symgrad.expressions.symbols import cotangent_of, dims, inner_of, matrix, scalar, seed_of, tangent_of, vector
from symgrad.printing.code_names import Name, from_code_name, taken_apart
from symgrad.printing.names import latex_name, text_name
from symgrad.printing.notation import Notation

n, m = dims("n m")


@pytest.mark.parametrize(
    ("code", "in_latex", "in_text"),
    [
        ("x", "x", "x"),
        ("W_i", "W_i", "W_i"),
        ("V_a1", "V_{a1}", "V_a1"),
        ("h_prev", "h_{\\mathrm{prev}}", "h_prev"),
        ("h_1_prev", "h_1^{\\mathrm{prev}}", "h_1_prev"),
        ("W_hid_prev", "W_{\\mathrm{hid}}^{\\mathrm{prev}}", "W_hid_prev"),
        ("W_1_2", "W_{1,2}", "W_1_2"),
        ("h1", "h_1", "h1"),
        ("a12", "a_{12}", "a12"),
        ("h1_prev", "h_1^{\\mathrm{prev}}", "h1_prev"),
        ("sigma", r"\sigma", "σ"),
        ("alpha_1", r"\alpha_1", "α_1"),
        ("alpha1", r"\alpha_1", "alpha1"),
        ("lambda", r"\lambda", "λ"),
        ("Gamma_t", r"\Gamma_t", "Γ_t"),
        ("σ", r"\sigma", "σ"),
        ("W_xi", "W_{xi}", "W_xi"),
        ("W_alpha", "W_{\\alpha}", "W_alpha"),
        ("loss", r"\mathrm{loss}", "loss"),
        ("loss_1", r"\mathrm{loss}_1", "loss_1"),
        ("bar_W", r"\mathrm{bar}_W", "bar_W"),
        ("x_", r"\mathrm{x\_}", "x_"),
        ("x y", r"\text{x y}", "x y"),
        ("V_{a1}", "V_{a1}", "V_{a1}"),
        (r"\theta", r"\theta", r"\theta"),
    ],
)
def test_names_follow_from_code_names(code, in_latex, in_text):
    assert (latex_name(sp.Symbol(code)), text_name(sp.Symbol(code))) == (in_latex, in_text)


def test_a_given_latex_name_is_used_as_it_stands():
    assert latex_name(vector("V", m, latex=r"\mathbf{V}_{ a 1 }")) == r"\mathbf{V}_{ a 1 }"
    assert text_name(vector("V", m, latex=r"\mathbf{V}_{ a 1 }")) == "V"


def test_a_greek_name_inside_a_subscript_would_be_guessed_by_sympy():
    assert sp.latex(sp.Symbol("W_xi")) == r"W_{\xi}"
    assert latex_name(sp.Symbol("W_xi")) == "W_{xi}"


W, c, i, loss = matrix("W_i", n, m), vector("c", n), vector("i", n), scalar("loss")


@pytest.mark.parametrize(
    ("symbol", "in_latex", "in_text"),
    [
        (cotangent_of(W), r"\bar{W}_i", "bar_W_i"),
        (tangent_of(W), r"\dot{W}_i", "dot_W_i"),
        (tangent_of(cotangent_of(W)), r"\dot{\bar{W}}_i", "dot_bar_W_i"),
        (cotangent_of(W, 2), r"\bar{W}_i^{(2)}", "bar2_W_i"),
        (cotangent_of(cotangent_of(W), 2), r"\bar{\bar{W}}_i^{(2)}", "bar2_bar_W_i"),
        (cotangent_of(cotangent_of(W, 2), 3), r"\bar{\bar{W}}_i^{(2),(3)}", "bar3_bar2_W_i"),
        (seed_of(c), r"\Delta_c", "Δ_c"),
        (seed_of(W, 2), r"\Delta_{W_i}^{(2)}", "Δ2_W_i"),
        (tangent_of(seed_of(c)), r"\dot{\Delta}_c", "dot_Δ_c"),
        (inner_of(i, (n, 1)), r"\hat{i}", "pre_i"),
        (cotangent_of(inner_of(i, (n, 1))), r"\bar{\hat{i}}", "bar_pre_i"),
        (inner_of(i, (n, 1), 2), r"\hat{i}^{(2)}", "pre2_i"),
        (cotangent_of(loss), r"\overline{\mathrm{loss}}", "bar_loss"),
        (cotangent_of(vector("alpha_1", n)), r"\bar{\alpha}_1", "bar_α_1"),
        (cotangent_of(vector("h_1_prev", n)), r"\bar{h}_1^{\mathrm{prev}}", "bar_h_1_prev"),
        (cotangent_of(vector("h_1_prev", n), 2), r"\bar{h}_1^{\mathrm{prev},(2)}", "bar2_h_1_prev"),
        (cotangent_of(vector("V", m, latex="V_{a1}")), r"\bar{V}_{a1}", "bar_V"),
        (cotangent_of(vector("k", m, latex=r"\tilde{h}_t")), r"\bar{\tilde{h}}_t", "bar_k"),
        (cotangent_of(vector("k", m, latex="h^{(1)}_t")), r"\bar{h}_t^{(1)}", "bar_k"),
        (cotangent_of(vector("k", m, latex="h'")), r"\bar{h}^{\prime}", "bar_k"),
        (cotangent_of(vector("k", m, latex=r"W_{a_{1}}")), r"\bar{W}_{a_{1}}", "bar_k"),
    ],
)
def test_derived_variables_wear_accents_on_the_base(symbol, in_latex, in_text):
    assert (latex_name(symbol), text_name(symbol)) == (in_latex, in_text)


def test_the_cotangents_of_one_variable_differ():
    family = [cotangent_of(c), cotangent_of(c, 2), cotangent_of(cotangent_of(c), 2), seed_of(c), tangent_of(c)]
    assert len({latex_name(symbol) for symbol in family}) == len(family)
    assert len({text_name(symbol) for symbol in family}) == len(family)


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        (W, r"\mathbf{W}_i"),
        (cotangent_of(W), r"\bar{\mathbf{W}}_i"),
        (vector("theta", n), r"\boldsymbol{\theta}"),
        (vector("state", n), r"\mathbf{state}"),
        (vector("V", m, latex="V_{a1}"), r"\mathbf{V}_{a1}"),
        (loss, r"\mathrm{loss}"),
    ],
)
def test_bold_is_for_vectors_and_matrices(symbol, expected):
    assert latex_name(symbol, Notation("bold", bold=True)) == expected


def test_an_accent_on_two_words_is_as_wide_as_both():
    assert latex_name(cotangent_of(scalar("log_f", latex=r"\log f"))) == r"\overline{\log f}"
    assert latex_name(cotangent_of(scalar("i_t", latex=r"\tilde i"))) == r"\bar{\tilde i}"


def test_names_are_taken_apart():
    assert taken_apart(r"\tilde{h}_{t-1}^{(2)}") == Name(r"\tilde{h}", "{t-1}", "{(2)}")
    assert taken_apart(r"\frac{\partial h}{\partial V_{a1}}").sub == ""
    assert taken_apart("x_1_2") == Name("x_1_2", word=True)
    assert from_code_name("h_1_prev") == Name("h", "1", r"{\mathrm{prev}}")
