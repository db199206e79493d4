"""What is printed means what was written: a reader that knows nothing of the printer evaluates the text."""

import random
import re

import numpy as np
import pytest
import sympy as sp

from symgrad.algebra import add, diag, dot, hadamard, mul, negate, power, scale, total, trace, transpose
from symgrad.algebra.blocks import divide, outer
from symgrad.expressions.symbols import matrices, scalars, vectors
from symgrad.functions.elementwise import exp, sigmoid, tanh
from symgrad.operations.of_vectors import normalize
from symgrad.printing import text

N = 3
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
TOKEN = re.compile(r"\s*([0-9.]+(?:e-?[0-9]+)?|[A-Za-z_][A-Za-z0-9_]*|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+ᵀ?|\^⊙|\S)")
FUNCTIONS = {
    "tanh": np.tanh,
    "exp": np.exp,
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "sqrt": np.sqrt,
    "diag": lambda x: np.diag(x[:, 0]),
    "tr": np.trace,
    "sum": np.sum,
}


class Reader:
    """Reads the text form by its own grammar: sums of quotients of products of powers."""

    def __init__(self, source, values):
        self.tokens, self.values = TOKEN.findall(source), values
        self.closing = [""]  # of what is open: a bar opens or closes

    def read(self):
        value = self.sum()
        assert not self.tokens, f"left over: {self.tokens}"
        return value

    def peek(self):
        return self.tokens[0] if self.tokens else ""

    def take(self, *wanted):
        if self.peek() in wanted:
            return self.tokens.pop(0)
        return None

    def sum(self):
        value = -self.quotient() if self.take("-") else self.quotient()
        while sign := self.take("+", "-"):
            value = value + (1 if sign == "+" else -1) * self.quotient()
        return value

    def quotient(self):
        value = self.product()
        while sign := self.take("/", "⊙", "⊘"):
            value = value * self.product() if sign == "⊙" else value / (self.power() if sign == "/" else self.product())
        return value

    def product(self):
        value = self.power()
        while self.peek() and self.peek() not in "+-/⊙⊘),⟩" and self.peek() != self.closing[-1]:
            inner = bool(self.take("·"))
            value = self.times(value, self.power(), inner)
        return value

    def times(self, left, right, inner):
        if np.ndim(left) == 0 or np.ndim(right) == 0:
            return left * right
        value = (left * right).sum() if inner else left @ right
        return value.item() if np.shape(value) == (1, 1) else value

    def power(self):
        value = self.atom()
        while True:
            if re.fullmatch(r"[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+ᵀ?|ᵀ", self.peek()):
                mark = self.tokens.pop(0)
                value = value.T if mark == "ᵀ" else self.raised(value, int(mark.translate(RAISED)))
            elif self.take("^⊙"):
                value = value ** self.atom()
            elif self.take("^"):
                value = self.raised(value, self.atom())
            else:
                return value

    def raised(self, value, exponent):
        square = np.ndim(value) == 2 and value.shape[0] == value.shape[1]
        return np.linalg.matrix_power(value, exponent) if square else value**exponent

    def atom(self):
        token = self.tokens.pop(0)
        if token in ("(", "|", "‖", "⟨"):
            return self.enclosed(token)
        if token in FUNCTIONS:
            exponent = int(self.tokens.pop(0).translate(RAISED)) if self.peek() != "(" else 1
            assert self.take("("), "a function needs its argument in brackets"
            return FUNCTIONS[token](self.enclosed("(")) ** exponent
        if token == "𝟏":
            return np.ones((N, 1))
        return self.values[token] if token in self.values else float(token)

    def enclosed(self, opening):
        self.closing.append({"(": ")", "⟨": "⟩"}.get(opening, opening))
        value = self.sum()
        if opening == "⟨":
            assert self.take(",")
            value = (value * self.sum()).sum()
        assert self.take(self.closing.pop())
        if opening == "‖":
            self.take("_F")
            return np.sqrt(np.square(value).sum())
        return np.abs(value) if opening == "|" else value


rng = np.random.default_rng(7)
SCALARS = list(zip(scalars("a b c"), rng.uniform(0.5, 1.5, 3), strict=True))
VECTORS = list(zip(vectors("x y z", N), rng.uniform(0.5, 1.5, (3, N, 1)), strict=True))
MATRICES = list(zip(matrices("A B", N, N), rng.uniform(0.5, 1.5, (2, N, N)), strict=True))
VALUES = {symbol.name: value for symbol, value in [*SCALARS, *VECTORS, *MATRICES]}


def scalar_pair(draw, depth, pure=False):
    """A random scalar expression and its value, computed beside it."""
    if depth == 0:
        return draw.choice(SCALARS)
    (p, u), (q, v) = scalar_pair(draw, depth - 1, pure), scalar_pair(draw, depth - 1, pure)
    count = draw.randint(2, 4)
    choices = [
        (p + q, u + v), (p - q, u - v), (p * q, u * v), (p / q, u / v), (p**2, u**2), (-p, -u), (count * p, count * u),
        (p / count, u / count), (tanh(p), np.tanh(u)), (tanh(p) ** 2, np.tanh(u) ** 2), (1 - p, 1 - u),
        (sigmoid(p), 1 / (1 + np.exp(-u))), (sp.exp(-p), np.exp(-u)), (1 / p, 1 / u),
    ]  # fmt: skip
    if pure or draw.random() < 0.6:
        return draw.choice(choices)
    (r, x), (s, y), (M, X) = vector_pair(draw, depth - 1), vector_pair(draw, depth - 1), matrix_pair(draw, depth - 1)
    return draw.choice([
        (dot(r, s), (x * y).sum()), (total(r), x.sum()), (trace(M), np.trace(X)), (dot(r, r), (x * x).sum()),
        (dot(M, M), (X * X).sum()), (total(M), X.sum()), (p * dot(r, s), u * (x * y).sum()),
        (dot(r, mul(M, s)), (x * (X @ y)).sum()),
    ])  # fmt: skip


def vector_pair(draw, depth):
    if depth == 0:
        return draw.choice(VECTORS)
    (p, x), (q, y) = vector_pair(draw, depth - 1), vector_pair(draw, depth - 1)
    (s, u), (M, X) = scalar_pair(draw, depth - 1), matrix_pair(draw, depth - 1)
    quotient = [] if isinstance(q, sp.ZeroMatrix) else [(divide(p, q), x / y)]  # which is refused
    return draw.choice([
        (add(p, q), x + y), (add(p, negate(q)), x - y), (scale(s, p), u * x), (hadamard(p, q), x * y),
        (mul(M, p), X @ x), (tanh(p), np.tanh(x)), (power(p, 2), x**2), *quotient,
        (power(tanh(p), 2), np.tanh(x) ** 2), (normalize(p), x / np.linalg.norm(x)),
        (mul(dot(p, q), normalize(p)), (x * y).sum() * x / np.linalg.norm(x)),
        (mul(transpose(M), p), X.T @ x), (negate(p), -x), (exp(negate(p)), np.exp(-x)), (scale(1 / s, p), x / u),
        (mul(M, hadamard(p, q)), X @ (x * y)), (hadamard(mul(M, p), q), (X @ x) * y),
    ])  # fmt: skip


def matrix_pair(draw, depth):
    if depth == 0:
        return draw.choice(MATRICES)
    (M, X), (L, Y) = matrix_pair(draw, depth - 1), matrix_pair(draw, depth - 1)
    (p, x), (q, y), (s, u) = vector_pair(draw, depth - 1), vector_pair(draw, depth - 1), scalar_pair(draw, depth - 1)
    return draw.choice([
        (add(M, L), X + Y), (mul(M, L), X @ Y), (transpose(M), X.T), (outer(p, q), x @ y.T),
        (diag(p), np.diag(x[:, 0])),
        (hadamard(M, L), X * Y), (scale(s, M), u * X), (power(M, 2), X**2), (add(M, negate(L)), X - Y),
    ])  # fmt: skip


PAIRS = {"scalar": scalar_pair, "vector": vector_pair, "matrix": matrix_pair}


def samples(kind, count, depth=3, **options):
    """Random expressions whose value says something."""
    draw = random.Random(f"{kind} {depth}")
    found = []
    while len(found) < count:
        with np.errstate(all="ignore"):
            expression, value = PAIRS[kind](draw, depth, **options)
        size = np.abs(value).max()
        # The reader takes 1 and 0 for numbers, so it cannot know matrices of them.
        if np.isfinite(size) and 1e-6 < size < 1e6 and not expression.has(sp.OneMatrix, sp.ZeroMatrix, sp.Identity):
            found.append((expression, value))
    return found


def means(source, value):
    try:
        read = Reader(source, VALUES).read()
    except (AssertionError, ValueError, IndexError, np.linalg.LinAlgError):
        return False
    return np.shape(read) == np.shape(value) and np.allclose(read, value, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("kind", PAIRS)
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_text_means_what_was_written(kind, depth):
    for expression, value in samples(kind, 60, depth):
        assert means(text(expression), value), text(expression)


def groups(source):
    """Where brackets stand that are not those of a function: (start, end)."""
    stack, found = [], []
    for position, character in enumerate(source):
        if character == "(":
            stack.append(position)
        elif character == ")":
            start = stack.pop()
            if start == 0 or source[start - 1] in " (^·":
                found.append((start, position))
    return found


def without(source, pairs):
    dropped = {position for pair in pairs for position in pair}
    return "".join(character for position, character in enumerate(source) if position not in dropped)


def test_no_brackets_are_superfluous():
    looked_at = 0
    for expression, value in samples("scalar", 300, pure=True):
        source = text(expression)
        for pair in groups(source):
            looked_at += 1
            assert not means(without(source, [pair]), value), source
    assert looked_at > 50


def test_text_without_the_brackets_would_be_found():
    printed = [(text(expression), value) for expression, value in samples("matrix", 60)]
    bracketed = [(source, value) for source, value in printed if groups(source)]
    wrong = [source for source, value in bracketed if not means(without(source, groups(source)), value)]
    assert len(bracketed) > 20
    assert len(wrong) > len(bracketed) / 2
