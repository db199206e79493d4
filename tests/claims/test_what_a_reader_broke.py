"""What a reader from outside broke by writing as people do: right and wrong claims of each kind, and their verdicts."""

import pytest

import symgrad as sg
from symgrad.errors import ShapeError

CLASS = r"$$L = \log\sum_j e^{z_j} - z_%s$$ $$\frac{\partial L}{\partial z_i} = \frac{e^{z_i}}{\sum_j e^{z_j}}%s$$"
LABEL = r"$$L = \frac12\sum_i x_i^2 - x_%s$$ $$\frac{\partial L}{\partial x_i} = x_i%s$$"
PAIR = r"$$h_i = \tanh(x_i), \quad L = h_1 h_2$$ $$\frac{\partial L}{\partial x_i} = %s$$"

# what it is, the text, shapes, the verdicts
ENTRIES_OR_NAMES = [
    *(("the class of entries", CLASS % ("y", " - " + one), shapes, "right")
      for one in (r"\mathbf{1}[i = y]", r"\delta_{iy}") for shapes in ({"z_j": ("n",)}, {"z": ("n",)}, {})),
    *(("a class left out", CLASS % ("y", ""), shapes, "partial") for shapes in ({"z_j": ("n",)}, {"z": ("n",)}, {})),
    ("a class that is added", CLASS % ("y", r" + \delta_{iy}"), {"z": ("n",)}, "wrong"),
    ("a number that the caller declares", CLASS % ("y", ""), {"z": ("n",), "z_y": ()}, "right"),
    ("the class of other letters", LABEL % ("y", r" - \delta_{iy}"), {"x": ("n",)}, "right"),
    ("the same left out", LABEL % ("y", ""), {"x": ("n",)}, "partial"),
    *(("an entry or a name", CLASS % (one, ""), shapes, "not judged")
      for one in ("{i^*}", "*", r"{\ast}") for shapes in ({"z_j": ("n",)}, {"z": ("n",)}, {})),
    ("an entry of what stands whole", r"$$L = \frac12\|x\|^2 - x_y$$ $$\frac{\partial L}{\partial x} = x$$",
     {"x": ("n",)}, "not judged"),
    ("a number of that name", r"$$L = \frac12\|x\|^2 - x_y$$ $$\frac{\partial L}{\partial x} = x$$",
     {"x": ("n",), "x_y": ()}, "right"),
    ("two letters below a matrix", r"$$z = W x, \quad L = \sum_i z_i^2 - W_{yt}$$"
     r"$$\frac{\partial L}{\partial W} = 2 z x^\top$$", {"W": ("m", "n"), "x": ("n",)}, "not judged"),
    ("a bias beside another one", r"$$h = \tanh(W x + b), \quad y = V h + b_y, \quad L = \frac12\|y\|^2$$"
     r"$$\frac{\partial L}{\partial b_y} = y$$", {"W": ("m", "n"), "b": ("m",)}, "right"),
    *(("two of a family", PAIR % one, shapes, "not judged")
      for one in ("0", "h_1 + h_2") for shapes in ({"x_i": ("n",)}, {})),
    ("two of a family that are declared", PAIR % "0", {"x_i": ("n",), "h_1": (), "h_2": ()}, "right"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "verdict"), [row[1:] for row in ENTRIES_OR_NAMES])
def test_what_may_be_an_entry_is_no_name_of_its_own_unless_that_is_said(text, shapes, verdict):
    assert _verdicts(text, shapes) == [verdict]


RETURNS = r"$$R = \sum_{t=1}^T\gamma^{t-1}r_t$$ $$\frac{\partial R}{\partial\gamma} = %s$$"
DECAY = r"$$s_t = w s_{t-1} + x_t, \quad L = \sum_t s_t$$ $$\frac{\partial s_t}{\partial s_0} = %s$$"
LINEAR = r"$$h_t = W h_{t-1} + x_t$$ $$\frac{\partial h_t}{\partial h_1} = %s$$"
ABOVE = r"$$h^t = W h^{t-1} + x^t$$ $$\frac{\partial h^t}{\partial h^1} = %s$$"
RAISED = r"$$y = x^w$$ $$\frac{\partial y}{\partial %s} = %s$$"
NUMBERS = {"x": (), "w": ()}
STEPS = {"w": (), "s_t": (), "x_t": ()}

# what it is, the text, shapes, the verdicts
EXPONENTS = [
    *(("a discount", RETURNS % right, {r"\gamma": (), "r_t": ()}, verdict)
      for right, verdict in ((r"\sum_{t=1}^T(t-1)\gamma^{t-2}r_t", "right"), ("0", "wrong"),
                             (r"\sum_{t=1}^T t\gamma^{t-1}r_t", "wrong"))),
    *((r"a distance", rf"$$R = {returns}$$ $$\frac{{\partial R}}{{\partial\gamma}} = {right}$$",
       {r"\gamma": (), "r_t": ()}, verdict)
      for returns, right, verdict in (
          (r"\sum_{t=1}^T\gamma^{T-t}r_t", r"\sum_{t=1}^T (T-t)\gamma^{T-t-1}r_t", "right"),
          (r"\sum_{t=1}^T\gamma^{T-t}r_t", r"\sum_{t=1}^T (T-t)\gamma^{T-t}r_t", "wrong"))),
    ("a number to the power of a step", DECAY % "w^t", STEPS, "right"),
    ("one less", DECAY % "w^{t-1}", STEPS, "wrong"),
    ("a matrix", LINEAR % "W^{t-1}", {"W": ("n", "n"), "h_t": ("n",)}, "right"),
    ("a matrix once more", LINEAR % "W^t", {"W": ("n", "n"), "h_t": ("n",)}, "wrong"),
    ("times above", ABOVE % "W^{t-1}", {"W": ("n", "n"), "h^t": ("n",)}, "right"),
    ("times above, once more", ABOVE % "W^t", {"W": ("n", "n"), "h^t": ("n",)}, "wrong"),
    ("a matrix of each step", r"$$h^t = W^t h^{t-1}, \quad L = c^\top h^t$$"
     r"$$\frac{\partial L}{\partial W^t} = c\, (h^{t-1})^\top$$", {"h^t": ("n",), "c": ("n",)}, "right"),
    *(("a power of its exponent", RAISED % ("w", right), NUMBERS, verdict)
      for right, verdict in ((r"x^w \log x", "right"), ("0", "wrong"), ("x^w", "wrong"))),
    ("a power of which nothing is said", RAISED % ("w", r"x^w \log x"), {}, "right"),
    ("a power", RAISED % ("x", "w x^{w-1}"), NUMBERS, "right"),
    ("a power with a wrong exponent", RAISED % ("x", "w x^{w}"), NUMBERS, "wrong"),
    ("the exponent n", r"$$y = x^n$$ $$\frac{dy}{dx} = n x^{n-1}$$", {"x": (), "n": ()}, "right"),
    ("the factor n left out", r"$$y = x^n$$ $$\frac{dy}{dx} = x^{n-1}$$", {"x": (), "n": ()}, "wrong"),
    ("an exponent of which nothing is said", r"$$y = x^a$$ $$\frac{dy}{dx} = a x^{a-1}$$", {"x": ()}, "right"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "verdict"), [row[1:] for row in EXPONENTS])
def test_an_exponent_that_is_a_letter_of_time_makes_no_name_of_each_step(text, shapes, verdict):
    assert _verdicts(text, shapes) == [verdict]


PAIRS = r"$$L = \sum_{%s} x_i x_j$$ $$\frac{\partial L}{\partial x_i} = %s\sum_{j \ne i} x_j$$"

# what stands below the sum, how often each pair is counted
CONDITIONS = [
    ("i<j", 1), ("i > j", 1), (r"i \neq j", 2), (r"1 \le i < j \le n", 1), (r"n \ge i > j \ge 1", 1),
    (r"i<j \leq n", 1), ("i,j: i<j", 1), (r"i,j,\, i \ne j", 2),
]  # fmt: skip


@pytest.mark.parametrize(("below", "count"), CONDITIONS)
def test_a_condition_below_a_sum_binds_both_letters_unless_one_stands_outside(below, count):
    right = PAIRS % (below, "2" if count == 2 else "")
    wrong = PAIRS % (below, "" if count == 2 else "2")
    assert _verdicts(right, {"x_i": ("n",)}) == ["right"]
    assert _verdicts(wrong, {"x_i": ("n",)}) != ["right"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"$$L = \sum_{i<j} x_i x_j$$ $$\frac{\partial L}{\partial x_j} = \sum_{i<j} x_i$$", "partial"),
        (r"$$L = \sum_{i<j} x_i x_j$$ $$\frac{\partial L}{\partial x_j} = \sum_{i \ne j} x_i$$", "right"),
        (r"$$L = \sum_{s<t} a_s a_t$$ $$\frac{\partial L}{\partial a_t} = \sum_{s \ne t} a_s$$", "right"),
        (r"$$L = \sum_{s<t} a_s a_t$$ $$\frac{\partial L}{\partial a_t} = 2 \sum_{s \ne t} a_s$$", "wrong"),
        (r"$$L = \sum_{i<j<k} x_i x_j x_k$$ $$\frac{\partial L}{\partial x_i} = \sum_{j \ne i} x_j$$", "wrong"),
        (r"$$L = \sum_{i<j<k} x_i x_j x_k$$"
         r"$$\frac{\partial L}{\partial x_i} = \frac12 \sum_{j \ne i} x_j (\sum_k x_k - x_i - x_j)$$", "right"),
        (r"$$L = \sum_{i=1}^n (\sum_{j \ne i} x_j)^2$$"
         r"$$\frac{\partial L}{\partial x_k} = 2\sum_{i \ne k} \sum_{j \ne i} x_j$$", "right"),
        (r"$$L = \sum_{i=1}^n (\sum_{j \ne i} x_j)^2$$"
         r"$$\frac{\partial L}{\partial x_k} = 2\sum_i \sum_{j \ne i} x_j$$", "wrong"),
        (r"$$L = \sum_j \sum_{i<j} x_i x_j$$ $$\frac{\partial L}{\partial x_i} = \sum_{j \ne i} x_j$$", "right"),
        (r"$$y_j = \sum_{i<j} x_i, \quad L = \sum_j y_j^2$$"
         r"$$\frac{\partial L}{\partial x_i} = 2\sum_{j>i} y_j$$", "right"),
        (r"$$y_j = \sum_{i<j} x_i, \quad L = \sum_j y_j^2$$"
         r"$$\frac{\partial L}{\partial x_i} = 2\sum_{j<i} y_j$$", "wrong"),
    ],
)  # fmt: skip
def test_a_letter_that_stands_outside_stays_what_it_is(text, verdict):
    assert _verdicts(text, {"a_t": ()} if "a_t" in text else {"x_i": ("n",)}) == [verdict]


WEIGHED = r"$$L = \sum_{i=1}^n %s$$ $$\frac{\partial L}{\partial x_i} = %s$$"
FROM_TWO = r"$$L = \sum_{i=2}^n x_i$$ $$\frac{\partial L}{\partial x_i} = %s$$"

# the text, the verdict
NUMBERS_OF_ENTRIES = [
    *((WEIGHED % (summed, claim), verdict)
      for summed, claim, verdict in (
          (r"i\,x_i", "i", "right"), (r"i\,x_i", "1", "wrong"), (r"i\,x_i", "i - 1", "wrong"),
          ("i^2 x_i", "i^2", "right"), ("i^2 x_i", "i", "wrong"),
          (r"\frac{x_i}{i}", r"\frac1i", "right"), (r"\frac{x_i}{i}", r"\frac2i", "wrong"))),
    (r"$$y_i = i\,x_i, \quad L = \sum_i y_i$$ $$\frac{\partial L}{\partial x_i} = i$$", "right"),
    (r"$$y_i = i\,x_i, \quad L = \sum_i y_i$$ $$\frac{\partial L}{\partial x_i} = i^2$$", "wrong"),
    *((FROM_TWO % claim, verdict)
      for claim, verdict in (
          (r"\mathbf{1}[i \ge 2]", "right"), (r"\mathbf{1}[i \ge 1]", "wrong"), (r"\mathbf{1}_{i > 1}", "right"),
          (r"\begin{cases} 1 & i \ge 2 \\ 0 & \text{otherwise} \end{cases}", "right"),
          (r"\begin{cases} 0 & i = 1 \\ 1 & \text{otherwise} \end{cases}", "right"),
          (r"\begin{cases} 1 & i > 2 \\ 0 & \text{otherwise} \end{cases}", "wrong"),
          (r"\begin{cases} 0 & i = 2 \\ 1 & \text{otherwise} \end{cases}", "wrong"))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verdict"), NUMBERS_OF_ENTRIES)
def test_an_index_as_a_factor_is_its_number(text, verdict):
    assert _verdicts(text, {"x_i": ("n",)}) == [verdict]


WITH_DECAY = r"$$J(\theta) = L(\theta) + \frac\lambda2\|\theta\|^2$$ $$\nabla_\theta J = %s$$"
OF_DATA = r"$$E(w) = E_D(w) + \frac\lambda2 w^\top w$$ $$\nabla_w E = %s$$"


@pytest.mark.parametrize("claim", [r"\lambda\theta", r"2\lambda\theta", r"\nabla_\theta L + 2\lambda\theta"])
def test_a_function_that_nothing_defines_is_no_constant(claim):
    report = sg.verify(WITH_DECAY % claim, None, {r"\theta": ("n",)})
    assert [one.status for one in report.verdicts] == ["not judged"]
    assert any("nothing says what L is" in one.reason for one in report.unread)


@pytest.mark.parametrize("claim", [r"\lambda w", r"2 \lambda w"])
def test_nor_is_one_with_a_label(claim):
    assert _verdicts(OF_DATA % claim, {"w": ("n",)}) == ["not judged"]


@pytest.mark.parametrize("function", ["R(w)", r"\Omega(w)", "C(w)", r"\ell(w)", "L(X w, y)", r"\mathcal{L}(w, b)"])
@pytest.mark.parametrize("claim", [r"\lambda w", r"w"])
def test_nor_is_one_of_another_letter_or_of_several_names(function, claim):
    text = rf"$$J(w) = {function} + \frac\lambda2\|w\|^2$$ $$\nabla_w J = {claim}$$"
    assert _verdicts(text, {"w": ("n",)}) == ["not judged"]


@pytest.mark.parametrize(("claim", "verdict"), [("A^\\top f", "right"), ("A f", "wrong")])
def test_a_matrix_before_what_it_is_multiplied_by_in_brackets_is_none(claim, verdict):
    text = r"$$f(x) = A(x) + b, \quad L = \frac12\|f\|^2$$ $$\frac{\partial L}{\partial x} = %s$$"
    assert _verdicts(text % claim, {"x": ("n",), "A": ("m", "n")}) == [verdict]


@pytest.mark.parametrize(("factor", "verdict"), [("", "right"), ("2", "wrong")])
def test_one_that_the_text_defines_is_what_it_says(factor, verdict):
    text = r"$$L(\theta) = \frac12 \|\theta - a\|^2$$" + WITH_DECAY % rf"{factor}(\theta - a) + \lambda\theta"
    assert _verdicts(text, {r"\theta": ("n",)}) == [verdict]


@pytest.mark.parametrize(("claim", "verdict"), [("1", "right"), ("2", "wrong")])
def test_what_goes_by_no_such_function_is_judged(claim, verdict):
    text = r"$$y = W x, \quad J = L(y) + \frac12\|x\|^2$$ $$\frac{\partial J}{\partial L} = %s$$"
    assert _verdicts(text % claim, {"W": ("m", "n")}) == [verdict]


SQUARES = r"$$f(x) = \|Ax-b\|^2$$ $$%s$$"
SYSTEM = {"A": ("m", "n"), "x": ("n",)}

# the text, shapes, the verdict
NABLAS = [
    *((SQUARES % claim, shapes, verdict)
      for claim, verdict in (
          (r"\nabla f(x) = 2A^\top(Ax-b)", "right"), (r"\nabla f = 2A^\top(Ax-b)", "right"),
          (r"\nabla f(x)^\top = 2(Ax-b)^\top A", "right"), (r"\nabla_x f(x) = 2A^\top(Ax-b)", "right"),
          (r"\nabla f(x) = A^\top(Ax-b)", "wrong"), (r"\nabla f = 2A^\top(Ax+b)", "wrong"))
      for shapes in (SYSTEM, {})),
    (r"$$E(w) = \frac12 w^\top w$$ $$\nabla E(w) = w$$", {"w": ("n",)}, "right"),
    (r"$$E(w) = \frac12 w^\top w$$ $$\nabla E(w) = 2w$$", {"w": ("n",)}, "wrong"),
    (r"$$y = \sigma(W x), \quad L(W) = \|y\|^2$$ $$\nabla L = 2 (y \odot y \odot (1-y)) x^\top$$",
     {"W": ("m", "n")}, "right"),
    (r"$$y = \sigma(W x), \quad L(W) = \|y\|^2$$ $$\nabla L = 2 (y \odot (1-y)) x^\top$$", {"W": ("m", "n")}, "wrong"),
    (r"$$f(x) = x^2, \quad h = f(W u)$$ $$\nabla f(x) = 2x$$", {"x": (), "W": ("n", "n"), "u": ("n",)}, "right"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "verdict"), NABLAS)
def test_the_nabla_of_a_function_is_by_its_argument(text, shapes, verdict):
    assert _verdicts(text, shapes) == [verdict]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (r"$$f(x, b) = \|Ax-b\|^2$$ $$\nabla f = 2A^\top(Ax-b)$$", "does not say by which argument"),
        (SQUARES % r"\nabla f(y) = 2A^\top(Ay-b)", "is read at x"),
    ],
)
def test_a_nabla_that_does_not_say_by_what_is_refused(text, told):
    report = sg.verify(text, None, SYSTEM)
    assert not report.verdicts
    assert any(told in one.reason for one in report.unread)


UP_TO_TAU = (
    r"$$h_t = \tanh(W h_{t-1}), \quad o_t = V h_t, \quad L = \sum_{t=1}^\tau\frac12\|o_t-y_t\|^2$$"
    r"$$\frac{\partial L}{\partial %s} = %s$$"
)
UP_TO_LESS = r"$$L = \sum_{i=%s}^{n-1} x_i w_i$$ $$\frac{\partial L}{\partial x_i} = %s$$"

# the text, shapes, the verdict
ENDS = [
    *((UP_TO_TAU % claim, {}, verdict)
      for claim, verdict in (
          (("o_t", "o_t - y_t"), "right"), (("o_t", "2(o_t - y_t)"), "wrong"),
          ((r"h_\tau", r"V^\top (o_\tau - y_\tau)"), "right"), ((r"h_\tau", r"V (o_\tau - y_\tau)"), "wrong"),
          (("V", r"\sum_{t=1}^\tau (o_t - y_t) h_t^\top"), "right"), (("h_t", r"V^\top (o_t - y_t)"), "partial"))),
    *((UP_TO_LESS % claim, {"x_i": ("n",)}, verdict)
      for claim, verdict in (((0, "w_i"), "right"), ((0, "2 w_i"), "wrong"), ((1, "w_i"), "wrong"))),
    (r"$$s_\tau = w s_{\tau-1} + x_\tau, \quad L = \sum_\tau s_\tau$$"
     r"$$\frac{\partial L}{\partial w} = \sum_\tau \frac{\partial L}{\partial s_\tau} s_{\tau-1}$$",
     {"w": (), r"s_\tau": (), r"x_\tau": ()}, "right"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "verdict"), ENDS)
def test_what_ends_a_sum_is_no_letter_of_time_for_that(text, shapes, verdict):
    assert _verdicts(text, shapes) == [verdict]


MEAN_SQUARE = (
    r"$$r = \sqrt{\frac1d\sum_{i=1}^d x_i^2}, \quad y_i = \frac{x_i}{r}$$"
    r"$$\frac{\partial y_i}{\partial x_j} = \frac1r(\delta_{ij}-\frac{x_i x_j}{%s})$$"
)
MEAN_LOSS = r"$$z = W x, \quad L = \frac{1}{d}\|z\|^2$$ $$dz = \frac2d z, \quad dW = %s$$"


@pytest.mark.parametrize("shapes", [{"x_i": ("d",)}, {}])
@pytest.mark.parametrize(
    ("below", "verdict"), [("d r^2", "right"), (r"d\, r^2", "right"), (r"d \cdot r^2", "right"), ("d r", "wrong")]
)
def test_a_size_called_d_is_no_mark(below, shapes, verdict):
    assert _verdicts(MEAN_SQUARE % below, shapes) == [verdict]


@pytest.mark.parametrize(("claim", "verdict"), [(r"dz\, x^\top", "right"), (r"\frac2d dz\, x^\top", "wrong")])
def test_what_stands_on_a_left_side_with_a_d_is_marked_beside_a_size_called_d(claim, verdict):
    assert _verdicts(MEAN_LOSS % claim, {"W": ("d", "m")}) == ["right", verdict]


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (("z", "3"), "right"),
        (("z", "4"), "wrong"),
        (("x", "-4"), "right"),
        (("y", "z"), "right"),
        (("q", "3"), "wrong"),
    ],
)
def test_what_is_set_to_a_number_is_one(claim, verdict):
    text = (
        r"$$x = -2, \quad y = 5, \quad z = -4, \quad q = x + y, \quad f = q z$$ $$\frac{\partial f}{\partial %s} = %s$$"
    )
    assert _verdicts(text % claim, {}) == [verdict]


@pytest.mark.parametrize(("claim", "verdict"), [(r"V^\top o_t", "right"), ("V o_t", "wrong")])
def test_a_transpose_that_is_spelled_as_the_end_of_a_sum_is_no_letter_of_it(claim, verdict):
    text = r"$$o_t = V h_t, \quad L = \sum_{1 \le t \le T} \frac12\|o_t\|^2$$"
    text += r"$$\frac{\partial L}{\partial V} = \sum_{1 \le t \le T} o_t h_t^T$$"
    assert _verdicts(text + rf"$$\frac{{\partial L}}{{\partial h_t}} = {claim}$$", {}) == ["right", verdict]


BIAS = r"$$y = \tanh(W x + b), \quad L = \frac12\|y\|^2$$ $$\frac{\partial L}{\partial b} = %s$$"
MASK = r"$$y = m \odot (W x), \quad L = \frac12\|y\|^2$$ $$\frac{\partial L}{\partial %s} = %s$$"
MEAN = r"$$L = \frac1m \|W x\|^2$$ $$\frac{\partial L}{\partial x} = %s$$"

# the text, shapes, the verdict
SIZES = [
    *((BIAS % claim, shapes, verdict)
      for claim, verdict in ((r"y\odot(1-y^2)", "right"), (r"y\odot(1+y^2)", "wrong"))
      for shapes in ({"W": ("b", "m")}, {"W": ("b", "m"), "b": ("b",)})),
    *((MASK % claim, {"W": ("n", "m")}, verdict)
      for claim, verdict in (
          (("x", r"W^\top (m \odot y)"), "right"), (("x", r"m W^\top y"), "right under a condition"),
          (("x", r"W^\top y"), "wrong"), (("m", r"y \odot (W x)"), "right"), (("m", "y"), "wrong"))),
    *((MEAN % claim, {"W": ("n", "m")}, verdict)
      for claim, verdict in ((r"\frac2m W^\top W x", "right"), (r"2 W^\top W x", "wrong"))),
    (r"$$L = \frac12(x^\top x - k)$$ $$\frac{\partial L}{\partial x} = x$$", {"x": ("k",)}, "right"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "shapes", "verdict"), SIZES)
def test_a_size_is_not_the_array_of_its_letter(text, shapes, verdict):
    assert _verdicts(text, shapes) == [verdict]


def test_a_letter_that_is_a_size_and_an_array_in_one_text_is_refused():
    text = r"$$y = W x + b, \quad L = \frac1b \|y\|^2$$ $$\frac{\partial L}{\partial b} = \frac2b y$$"
    with pytest.raises(ShapeError, match="Give the size another name"):
        sg.verify(text, None, {"W": ("b", "m")})


@pytest.mark.parametrize("name", ["z^{z^{}}", "z_{z_{}}", "z^{z_{}^{}}", "z^{a_{}b}"])
def test_an_empty_script_inside_a_script_says_nothing(name):
    claims = r"$$\frac{\partial y}{\partial x} = 2$$ $$\frac{\partial y}{\partial x} = 3$$"
    assert _verdicts(rf"$$y = 2 x + {name}$$ {claims}", {"x": (), name: ()}) == ["right", "wrong"]


def _verdicts(text, shapes):
    return [one.status for one in sg.verify(text, None, shapes).verdicts]
