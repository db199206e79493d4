"""What the reader of LaTeX says of what it cannot read: place, what was expected, what came, what was meant."""

import pytest

import symgrad as sg

# A text, and the whole of the error: line and column, what is wrong, the line as it stands, a caret below the place
MESSAGES = [
    (
        "y = (x + b",
        "line 1, column 11: ) was expected, which closes the ( of line 1, column 5, but the end came.",
        "  y = (x + b",
        "            ^",
    ),
    (
        "y = x + b)",
        "line 1, column 10: an operator or the end was expected, but ) came, which closes nothing that is open.",
        "  y = x + b)",
        "           ^",
    ),
    (
        r"y = \tanh(W x",
        "line 1, column 14: ) was expected, which closes the ( of line 1, column 10, but the end came.",
        r"  y = \tanh(W x",
        "               ^",
    ),
    (
        r"y = \tahn(x)",
        r"line 1, column 5: the command \tahn is not known; did you mean \tanh?",
        r"  y = \tahn(x)",
        "      ^",
    ),
    (
        r"y = \operatorname{sofmax}(x)",
        "line 1, column 5: the function sofmax is not known; did you mean softmax?",
        r"  y = \operatorname{sofmax}(x)",
        "      ^",
    ),
    (
        "y = simgoid(x)",
        "line 1, column 5: the function simgoid is not known; did you mean sigmoid?",
        "  y = simgoid(x)",
        "      ^",
    ),
    (
        r"y = \frac{a}",
        r"line 1, column 5: \frac wants an argument, but the text ends.",
        r"  y = \frac{a}",
        "      ^",
    ),
    (
        r"y = \frac{a}{}",
        "line 1, column 5: a formula was expected, but nothing stands in the braces.",
        r"  y = \frac{a}{}",
        "      ^",
    ),
    (
        "y = {x + b",
        "line 1, column 5: this brace is never closed; add a }.",
        "  y = {x + b",
        "      ^",
    ),
    (
        "y = x^2^3",
        "line 1, column 8: a second superscript; put the two into one.",
        "  y = x^2^3",
        "         ^",
    ),
    (
        "y = x_",
        "line 1, column 7: a script was expected behind _, but nothing follows.",
        "  y = x_",
        "        ^",
    ),
    (
        "h_t = W x_t + U h_{t-1",
        "line 1, column 19: this brace is never closed; add a }.",
        "  h_t = W x_t + U h_{t-1",
        "                    ^",
    ),
    (
        "\n".join([r"\begin{align}", r"y &= W x \\", "z &= y + ", r"\end{align}"]),
        "line 3, column 9: a formula was expected, but nothing follows.",
        "  z &= y + ",
        "          ^",
    ),
    (
        "\n".join(["Text.", "", "$$", "a = W x", "$$", "", "$$", r"b = \sgima(a)", "$$"]),
        r"line 8, column 5: the command \sgima is not known; did you mean \sigma?",
        r"  b = \sgima(a)",
        "      ^",
    ),
    (
        r"\begin{align} y &= x",
        r"line 1, column 1: \begin{align} is never ended; add \end{align}.",
        r"  \begin{align} y &= x",
        "  ^",
    ),
    (
        r"y = \begin{bmatrix} a & b \\ c \end{bmatrix}",
        "line 1, column 5: a row of this bmatrix has 2 cells, and another one 1.",
        r"  y = \begin{bmatrix} a & b \\ c \end{bmatrix}",
        "      ^",
    ),
    (
        r"y = \begin{bmatrx} a \\ b \end{bmatrx}",
        "line 1, column 5: the environment bmatrx is not one of a formula; did you mean bmatrix?",
        r"  y = \begin{bmatrx} a \\ b \end{bmatrx}",
        "      ^",
    ),
    (
        r"y = \begin{cases} 1 & x > 0 \end{pmatrix}",
        r"line 1, column 29: \end{cases} was expected, but \end{pmatrix} came.",
        r"  y = \begin{cases} 1 & x > 0 \end{pmatrix}",
        "                              ^",
    ),
    (
        r"y = \binom{n}{k}",
        r"line 1, column 5: \binom is not read in a formula.",
        r"  y = \binom{n}{k}",
        "      ^",
    ),
    (
        r"y = \vx{h} + b",
        r"line 1, column 5: the command \vx is not known; add its \newcommand to the text.",
        r"  y = \vx{h} + b",
        "      ^",
    ),
    (
        r"\newcommand{\a}[1]{\a{#1}} $$y = \a{x}$$",
        r"line 1, column 34: \a calls itself: its macro goes deeper than 60 calls.",
        r"  \newcommand{\a}[1]{\a{#1}} $$y = \a{x}$$",
        "                                   ^",
    ),
    (
        "y = x ! + b",
        "line 1, column 7: an operator or the end was expected, but ! came; factorials are not read.",
        "  y = x ! + b",
        "        ^",
    ),
    (
        r"y = 1 \over x",
        r"line 1, column 7: an operator or the end was expected, but \over came; write \frac{a}{b}, or {a \over b}.",
        r"  y = 1 \over x",
        "        ^",
    ),
    (
        r"y = \odot b",
        r"line 1, column 5: a formula was expected, but \odot came.",
        r"  y = \odot b",
        "      ^",
    ),
    (
        "y = a * / b",
        "line 1, column 9: a formula was expected, but / came.",
        "  y = a * / b",
        "          ^",
    ),
    (
        "W x + b",
        "line 1, column 1: an equation was expected, but none stands in this text.",
        "  W x + b",
        "  ^",
    ),
    (
        r"\tanh(y) + z = x",
        "line 1, column 1: the left side of an equation names what it defines: a variable, at t where it has steps.",
        r"  \tanh(y) + z = x",
        "  ^",
    ),
    (
        "y = x \u202e + b",
        "line 1, column 7: the character U+202E cannot be seen; it means nothing here.",
        "  y = x ? + b",
        "        ^",
    ),
    (
        r"y = \sum_{+} x_i",
        "line 1, column 10: an index was expected below this sum.",
        r"  y = \sum_{+} x_i",
        "           ^",
    ),
    (
        r"y = \sqrt",
        r"line 1, column 5: \sqrt wants an argument, but the text ends.",
        r"  y = \sqrt",
        "      ^",
    ),
    (
        "$$ y = x",
        "line 1, column 1: this $$ is never closed; add $$.",
        "  $$ y = x",
        "  ^",
    ),
    (
        "y = |x + b",
        "line 1, column 11: | was expected, but the end came.",
        "  y = |x + b",
        "            ^",
    ),
    (
        r"\frac{\partial L}{\partial} = x",
        "line 1, column 1: this derivative does not say by what it is taken.",
        r"  \frac{\partial L}{\partial} = x",
        "  ^",
    ),
    (
        "y = f''''(x)",
        "line 1, column 9: more than 3 primes are not read.",
        "  y = f''''(x)",
        "          ^",
    ),
    (
        "y = (x + b)'",
        "line 1, column 5: a prime behind a bracket means nothing here; write it behind the function, or say by "
        """conventions={"'": 'transpose'} that primes are transposes.""",
        "  y = (x + b)'",
        "      ^",
    ),
    (
        r"y = x \pm b",
        r"line 1, column 7: an operator or the end was expected, but \pm came; write two equations, one for each sign.",
        r"  y = x \pm b",
        "        ^",
    ),
    (
        "输出 = 权重 )",
        "line 1, column 9: an operator or the end was expected, but ) came, which closes nothing that is open.",
        "  输出 = 权重 )",
        "              ^",
    ),
    (
        r"y = x_1 + \cdots + x_n",
        r"line 1, column 11: dots are not read; write the sum with \sum, or every term.",
        r"  y = x_1 + \cdots + x_n",
        "            ^",
    ),
]


@pytest.mark.parametrize(("text", "told", "shown", "caret"), MESSAGES, ids=[text[:40] for text, *_ in MESSAGES])
def test_an_error_says_where_and_what(text, told, shown, caret):
    with pytest.raises(sg.LatexSyntaxError) as caught:
        sg.read_latex(text)
    assert str(caught.value).split("\n") == [told, shown, caret]
    line, column = map(int, told.removeprefix("line ").split(":")[0].split(", column "))
    assert (caught.value.line, caught.value.column) == (line, column)


@pytest.mark.parametrize(("text", "told", "shown", "caret"), MESSAGES, ids=[text[:40] for text, *_ in MESSAGES])
def test_the_caret_stands_below_the_place(text, told, shown, caret):
    """The table itself is right: in lines of plain letters the caret stands where the column says."""
    column = int(told.split("column ")[1].split(":")[0])
    if shown.isascii():
        assert caret.index("^") - 2 == column - 1
    assert shown[2:] == text.split("\n")[int(told.split(",")[0].removeprefix("line ")) - 1].replace("\u202e", "?")
