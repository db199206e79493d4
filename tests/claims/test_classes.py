r"""Labels of classes: the y of p_y, of 1\{y = k\}, of \delta_{ky}, of j \neq y; and what words say of two indices."""

import numpy as np
import pytest

import symgrad as sg

SOFTMAX = r"$$p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}$$ $$L = -\log p_{y}$$ "
HINGE = r"$$L = \sum_{j \neq y} \max(0, s_j - s_y + 1)$$ $$s_j = w_j^\top x$$ "
BATCH = r"$$p_{i,k} = \frac{e^{f_{i,k}}}{\sum_j e^{f_{i,j}}}$$ $$L = -\frac{1}{N} \sum_{i=1}^N \log p_{i,y_i}$$ "
# Ng and others, UFLDL tutorial, softmax regression
SAMPLES = (
    r"$$J = -\sum_{i=1}^m \sum_{k=1}^K 1\{y^{(i)} = k\} \log \frac{\exp(\theta_k^\top x^{(i)})}"
    r"{\sum_j \exp(\theta_j^\top x^{(i)})}$$ "
)
GRADIENT = (
    r"$$\nabla_{\theta_k} J = -\sum_{i=1}^m x^{(i)} \left(1\{y^{(i)}=k\} - \frac{\exp(\theta_k^\top x^{(i)})}"
    r"{\sum_j \exp(\theta_j^\top x^{(i)})}\right)$$"
)
SPELLINGS = [
    r"\mathbb{1}(y = k)", r"1_{k=y}", r"\mathbf{1}_{\{k=y\}}", r"\mathbb{1}\{k=y\}", r"\mathbb{I}[k=y]", r"\delta_{ky}",
    r"[y = k]", r"\mathbf{1}_{y = k}",
]  # fmt: skip


def verdicts(text, shapes=None):
    return sg.verify(text, None, shapes or {}, {}).verdicts


@pytest.mark.parametrize("spelled", SPELLINGS)
def test_every_spelling_of_the_class(spelled):
    right, wrong, without = verdicts(
        SOFTMAX
        + "".join(
            rf"$$\frac{{\partial L}}{{\partial f_k}} = {one}$$ " for one in (f"p_k - {spelled}", f"p_k + {spelled}")
        )
        + r"$$\frac{\partial L}{\partial f_k} = p_k$$"
    )
    assert (right.status, wrong.status, wrong.reason) == ("right", "wrong", "the sign is wrong")
    assert without.status in ("wrong", "partial")


@pytest.mark.parametrize(
    ("forward", "claim", "due"),
    [
        (SAMPLES, GRADIENT, "right"),
        (SAMPLES, GRADIENT.replace("= -", "= "), "wrong"),
        (BATCH, r"$$\frac{\partial L}{\partial f_{i,k}} = \frac{1}{N}(p_{i,k} - \mathbb{1}(y_i = k))$$", "right"),
        (BATCH, r"$$\frac{\partial L}{\partial f_{i,k}} = p_{i,k} - \mathbb{1}(y_i = k)$$", "wrong"),
        (SOFTMAX, r"$$\frac{\partial L}{\partial f_y} = p_y - 1$$", "right"),
        (SOFTMAX, r"$$\frac{\partial p_y}{\partial f_j} = p_y(\delta_{jy} - p_j)$$", "right"),
        (SOFTMAX, r"$$\frac{\partial p_y}{\partial f_j} = p_j(\delta_{jy} - p_j)$$", "wrong"),
        (HINGE, r"$$\frac{\partial L}{\partial s_y} = -\sum_{j\ne y} \mathbb{1}(s_j - s_y + 1 > 0)$$", "right"),
        (HINGE, r"$$\frac{\partial L}{\partial s_y} = -\sum_{j} \mathbb{1}(s_j - s_y + 1 > 0)$$", "wrong"),
        (HINGE, r"$$\frac{\partial L}{\partial s_j} = \mathbb{1}(s_j - s_y + 1 > 0), \quad j \neq y$$", "right"),
        (HINGE, r"$$\frac{\partial L}{\partial s_j} = \mathbb{1}(s_j - s_y + 1 > 0)$$", "right under a condition"),
        (HINGE, r"$$\frac{\partial L}{\partial s_j} = 2 \mathbb{1}(s_j - s_y + 1 > 0), \quad j \neq y$$", "wrong"),
    ],
)
def test_losses_of_a_label(forward, claim, due):
    assert verdicts(forward + claim)[-1].status == due


@pytest.mark.parametrize(
    ("words", "right", "due", "reason"),
    [
        ("", r"-p_i p_j \quad (i \neq j)", "right", ""),
        ("", r"p_i(1-p_j) \text{ if } i = j", "right", ""),
        ("", r"p_i p_j \quad (i \neq j)", "wrong", ""),
        ("", r"p_i(1+p_j) \text{ if } i = j", "wrong", ""),
        ("If $i = j$, ", r"p_i(1-p_j)", "right under a condition", "right where i is j"),
        ("If $i \\neq j$, ", r"-p_i p_j", "right under a condition", "right where i is not j"),
        ("If $i = j$, ", r"p_i(1+p_j)", "wrong", ""),
        ("", r"p_i(1-p_j)", "wrong", ""),
    ],
)
def test_what_is_said_of_two_indices(words, right, due, reason):
    (found,) = verdicts(rf"{SOFTMAX} {words} $$\frac{{\partial p_i}}{{\partial f_j}} = {right}$$")
    assert found.status == due
    assert found.reason == reason or not reason


def test_a_class_is_a_number_from_one_on():
    f, y = np.array([0.3, -1.2, 0.8, 0.1]), 3
    read = sg.read_latex(SOFTMAX)
    raised = np.exp(f) / np.exp(f).sum()
    np.testing.assert_allclose(read.lambdify()(f=f, y=float(y)), -np.log(raised[y - 1]), rtol=1e-12)
    np.testing.assert_allclose(read.gradient().lambdify()(f=f, y=float(y), bar_L=1.0), raised - np.eye(4)[y - 1])


def test_classes_of_several_samples_and_a_margin():
    scores, y = np.array([[0.3, -1.2, 0.8], [0.5, 0.1, -0.4]]), np.array([2.0, 1.0])
    raised = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    read = sg.read_latex(BATCH)
    found = read.lambdify()(f=scores, y=y)
    np.testing.assert_allclose(found, -(np.log(raised[0, 1]) + np.log(raised[1, 0])) / 2, rtol=1e-12)
    own = sg.read_latex(r"L = \sum_{j \neq y} \max(0, s_j - s_y + 1)").lambdify()(s=scores[0], y=1.0)
    np.testing.assert_allclose(own, sum(max(0.0, scores[0, j] - scores[0, 0] + 1) for j in (1, 2)), rtol=1e-12)


@pytest.mark.parametrize(
    "formula", [r"\exp(w_k^\top x) / \sum_j \exp(w_j^\top x)", r"\exp(x^\top w_k) / \sum_j \exp(x^\top w_j)"]
)
def test_a_line_of_a_matrix_keeps_its_index(formula):
    """The sum over j counts the lines w_j: it was n times one of them."""
    W, x = np.array([[0.2, -0.4], [1.1, 0.3], [-0.7, 0.5]]), np.array([0.6, -0.9])
    found = sg.read_latex(f"p_k = {formula}", {"x": ("n",)}).lambdify()(w=W, x=x)
    np.testing.assert_allclose(found, np.exp(W @ x) / np.exp(W @ x).sum(), rtol=1e-12)
    with pytest.raises(sg.errors.MissingRuleError, match="a line of a matrix, which i tells"):
        sg.read_latex(r"J = \sum_i \| x_i - c \|^2", {"x": ("N", "n")})
