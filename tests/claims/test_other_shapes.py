"""Shapes that nothing says: a claim is not wrong for what was guessed, and not right for what could be."""

import pytest

import symgrad as sg

LAYER = r"$$y = W x + b$$ $$L = c^\top y$$"


def last(text, shapes=None):
    return sg.verify(text, None, shapes or {}).verdicts[-1]


def test_the_shapes_that_the_claim_takes_for_granted_are_told():
    text = r"$$h = \tanh(W x + b)$$ $$L = c^\top h$$ $$\frac{\partial L}{\partial b} = c^\top (1 - h \odot h)$$"
    found = last(text)
    assert found.status == "right under a condition"
    assert found.reason == "right where b is a number, which shapes= may say"
    assert last(text, {"b": ()}).status == "right"
    assert last(text, {"b": ("n",)}).status == "wrong"
    assert last(text.replace("= c", "= -c", 1).replace("L} = -c", "L = c")).status == "wrong"


def test_what_is_declared_is_not_taken_otherwise():
    text = (
        r"$$h = s \odot u$$ $$L = c^\top h$$ $$\frac{\partial L}{\partial s} = -u^\top \frac{\partial L}{\partial h}$$"
    )
    assert last(text, {"s": ("n",)}).status == "wrong"


@pytest.mark.parametrize(
    "claim",
    [
        r"\frac{\partial L}{\partial x} = W \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial y} x",
        r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial y} \odot x",
        r"\frac{\partial L}{\partial W} = x^\top \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial x} = W^\top \odot \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial b} = W^\top \frac{\partial L}{\partial y}",
        r"\frac{\partial L}{\partial c} = x",
    ],
)
def test_a_slip_stays_one_with_nothing_declared(claim):
    assert last(f"{LAYER} $${claim}$$").status == "wrong"


def test_no_correction_says_that_a_derivative_is_itself():
    found = last(
        r"$$h = s \odot x$$ $$L = c^\top h$$ $$\frac{\partial L}{\partial s} = \frac{\partial L}{\partial h}$$"
    )
    assert found.status == "wrong"
    assert found.right.split("=")[0].strip() not in found.right.split("=")[1]


@pytest.mark.parametrize("notation", ["leibniz", "greff", "pytorch"])
def test_the_factor_of_an_identity_is_a_number(notation):
    cell = sg.cells.antisymmetric_rnn()
    report = sg.verify(sg.Recurrence(cell).gradient().latex("align", notation=notation))
    assert {one.status for one in report.verdicts} == {"right", "right under a condition"}


def test_a_matrix_that_is_declared_under_the_name_of_an_identity_is_none():
    text = r"$$y = I x + x$$ $$L = c^\top y$$ $$\frac{\partial L}{\partial x} = 2 c$$"
    assert last(text).status == "right"
    assert last(text, {"I": ("n", "n"), "x": ("n",)}).status == "wrong"


@pytest.mark.parametrize("notation", ["leibniz", "greff", "pytorch"])
def test_names_of_a_backward_pass_are_no_outputs(notation):
    """The tau of a norm is read by claims alone; the state that nothing of its step reads is what the loss sees."""
    report = sg.verify(sg.Recurrence(sg.cells.delta_net()).gradient().latex("align", notation=notation))
    assert {one.status for one in report.verdicts} == {"right", "not judged"}
    open_ = [one.reason for one in report.verdicts if one.status == "not judged"]
    assert len(open_) == 2
    assert all("is not known" in one for one in open_)


def test_a_minus_in_a_script_ends_a_line():
    text = r"\begin{align} a &= W m^- \\ b &= W P^- \\ c &= a - \\ &\quad b \end{align}"
    assert len(sg.read_latex(text).equations) == 3


@pytest.mark.parametrize("right", [r"u^\top \frac{\partial L}{\partial h}", r"\frac{\partial L}{\partial h}^\top u"])
def test_no_layout_makes_a_product_of_two_rows(right):
    text = rf"$$h = s \odot u$$ $$L = c^\top h$$ $$\frac{{\partial L}}{{\partial s}} = {right}$$"
    found = last(text, {"s": ("n",), "u": ("n",)})
    assert found.status == "wrong"
    assert found.reason == "this transpose does not belong here"
