"""Random texts of every sort that a reader of LaTeX may be given: bytes, soups of tokens, formulas, spoilt papers."""

import random
import re

from symgrad.latex_reading.tex.tex_spellings import CASES, DISPLAYS, FUNCTIONS, INNER_DISPLAYS, KNOWN_COMMANDS, MATRICES
from tests.latex_reading import hostile_texts
from tests.latex_reading.published import claims, forward_passes, real_faults

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[A-Za-z]+|\d+|\s+|.", re.DOTALL)
_COMMANDS = sorted(KNOWN_COMMANDS)
_ENVIRONMENTS = sorted({*DISPLAYS, *INNER_DISPLAYS, *MATRICES, *CASES, "verbatim", "comment", "itemize"})
_STRUCTURE = [
    "{", "}", "{", "}", "(", ")", "[", "]", "_", "^", "&", "\\\\", "=", "=", "+", "-", "*", "/", "'", ",", ";", ".",
    "|", r"\|", "$", "$$", "%", "#", "#1", "~", "<", ">", ":", "!", "@", '"', "`", r"\{", r"\}", r"\left(", r"\right)",
    r"\left.", r"\right|", r"\frac", r"\over", r"\sum_{i=1}^{n}", r"\prod_j", r"\partial", r"\nabla_W", r"\mathbf",
    r"\text", r"\operatorname", r"\tilde", r"\top", r"\begin", r"\end", r"\label", r"\tag", r"\sqrt", r"\underbrace",
    r"\quad", r"\cdots", r"\forall", r"\newcommand", r"\def", r"\let", r"\input", r"\binom", r"\limits", r"\verb", "\n",
    "\n\n", "^T", "_t", "_{t-1}", "_{ij}", "^{(l)}", "^2", "^{-1}", r"\langle", r"\rangle", r"\mid", r"\in", ".*", ":=",
    "+=", r"\int", r"\lim", r"\max", r"\exp", r"\diag",
]  # fmt: skip
_STRANGE = [
    "\0", "\x01", "\x7f", "\x85", "\u00a0", "\u00b2", "\u0300", "\u0663", "\u200b", "\u200f", "\u202e", "\u2028",
    "\u2460", "\u2066", "\ufeff", "\ufffe", "\ud800", "\udfff", "\U0001d431", "\U0001d7d9", "\U0001f600", "\U000e0041",
    "\U0010ffff", "ﬁ", "ß", "İ", "ǅ", "一", "٣", "½", "⅓", "Ⅷ", "ª", "ñ", "é", "ا", "क",
]  # fmt: skip
_NUMBERS = ["0", "1", "2", "3", "10", "0.5", ".5", "1.", "007", "9" * 30, "9" * 5000, "10000000", "1" + "0" * 20]
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GREEK = [r"\alpha", r"\beta", r"\sigma", r"\delta", r"\mu", r"\theta", r"\phi", r"\Gamma", r"\Sigma", r"\pi", r"\eta"]
_WORDS = sorted(FUNCTIONS)
_CONVENTIONS = [
    {}, {}, {}, {"*": "hadamard"}, {"vectors": "rows"}, {"samples": "rows"}, {"superscripts": "indices"},
    {"repeated indices": "summed"}, {"T": "last step"}, {"slopes": "of the output"}, {"\\cdot": "matrix product"},
    {"f": "elementwise function", "g": "scalar function"}, {"juxtaposition": "hadamard"}, {"x": "same as \\tanh"},
    {"vectors": "nonsense", "*": "", "": "hadamard", "\\": "x"},
]  # fmt: skip
_HOSTILE = sorted(hostile_texts.ALL)
PAPERS = (*claims.PAPERS, *real_faults.PAPERS)


def any_bytes(rng):
    """Characters without sense: of one byte, of all planes, or those that have a meaning in TeX."""
    size = rng.choice([0, 1, 2, 5, 20, 100, 400])
    sort = rng.randrange(4)
    if sort == 0:
        return rng.randbytes(size).decode("latin-1")
    if sort == 1:
        return rng.randbytes(size).decode("utf-8", "surrogateescape")
    if sort == 2:
        return "".join(chr(rng.randrange(0x110000)) for _ in range(size))
    return "".join(rng.choice("\\{}$&#^_%~=+-()[]|.,;:'<>*/!@ \nxyhtWT12") for _ in range(size))


def _token(rng):
    sort = rng.random()
    if sort < 0.4:
        return rng.choice(_STRUCTURE)
    if sort < 0.6:
        return rng.choice(_LETTERS)
    if sort < 0.8:
        return rng.choice(_COMMANDS)
    if sort < 0.88:
        return rng.choice(_NUMBERS)
    if sort < 0.92:
        return rng.choice(_WORDS)
    if sort < 0.96:
        return rf"\{rng.choice(['begin', 'end'])}{{{rng.choice(_ENVIRONMENTS)}}}"
    return rng.choice(_STRANGE)


def soup(rng):
    """Tokens in any order, in braces that close or not, in a display or not."""
    text = rng.choice(["", "", " "]).join(_token(rng) for _ in range(rng.choice([1, 3, 8, 20, 60, 150])))
    return _displayed(rng, text if rng.random() < 0.5 else f"y = {text}")


def _displayed(rng, text):
    sort = rng.randrange(8)
    if sort == 0:
        return f"Words. $${text}$$ And more, $y$."
    if sort == 1:
        name = rng.choice(_ENVIRONMENTS)
        return rf"\begin{{{name}}}{text}\end{{{name}}}"
    return rf"\[{text}\]" if sort == 2 else f"```math\n{text}\n```" if sort == 3 else text


class Formulas:
    """Formulas that keep to a grammar; what they say is often nonsense all the same."""

    def __init__(self, rng):
        self.rng = rng
        self.every = []
        self.tidy = rng.random() < 0.6  # each name defined once, before it is used, and with few scripts
        self.names = [self._name() for _ in range(rng.randrange(2, 8))]

    def _name(self):
        rng = self.rng
        base = rng.choice([*_LETTERS, *_GREEK])
        if rng.random() < 0.2:
            base = rf"\{rng.choice(['mathbf', 'tilde', 'hat', 'bar', 'mathcal', 'mathrm', 'vec'])}{{{base}}}"
        base += rng.choice(["_i", "_{xh}", "_1", "^{(l)}", "'", "_{\\text{in}}"]) if rng.random() < 0.3 else ""
        self.every.append(base)
        return base

    def name(self):
        """A name, mostly one that came before, with scripts."""
        rng = self.rng
        base = rng.choice(self.names) if rng.random() < 0.9 else self._name()
        if "_" in base or "^" in base or "'" in base or rng.random() < (0.9 if self.tidy else 0.4):
            return base
        marks = ["_t", "_{t-1}", "_{t+1}", "_i", "_{ij}", "_{jk}", "^T", r"^\top", "^2", "^{-1}", "^{(l)}", "_{:i}",
                 "_{i,j-1}", "_{y_i}", "^n", "_0", "_T", "^{t}", r"^{\langle t \rangle}", "_{-1}"]  # fmt: skip
        return base + rng.choice(marks)

    def atom(self, depth):
        """One factor."""
        rng = self.rng
        if depth <= 0 or rng.random() < 0.4:
            return (
                self.name() if rng.random() < 0.85 else rng.choice(["0", "1", "2", "0.5", r"\mathbf{1}", "17", r"\pi"])
            )

        def inner():
            return self.sum(depth - 1)

        forms = [
            lambda: f"({inner()})",
            lambda: f"({inner()}){rng.choice(['^T', '_i', '^2', '_{ij}', '^{-1}', '^3', '^T', chr(39)])}",
            lambda: f"[{inner()}; {inner()}]",
            lambda: f"[{inner()}, {inner()}]",
            lambda: rf"\frac{{{inner()}}}{{{inner()}}}",
            lambda: rf"\{rng.choice(_WORDS)}({inner()})".replace("\\", rng.choice(["\\", ""]), 1),
            lambda: rf"\{rng.choice(['tanh', 'exp', 'log', 'sigma', 'max', 'operatorname{softmax}'])}({inner()})",
            lambda: rf"\sum_{{{rng.choice('ijk')}=1}}^{{{rng.choice('nmNT')}}} {self.product(depth - 1)}",
            lambda: rf"\sum_{rng.choice('ijkt')} {self.product(depth - 1)}",
            lambda: rf"\prod_{{{rng.choice('ijt')}}} {self.product(depth - 1)}",
            lambda: rf"\sqrt{{{inner()}}}",
            lambda: rf"\| {inner()} \|^2",
            lambda: rf"\left| {inner()} \right|",
            lambda: rf"\frac{{\partial {self.name()}}}{{\partial {self.name()}}}",
            lambda: rf"\begin{{bmatrix}} {inner()} & {inner()} \\ {inner()} & {inner()} \end{{bmatrix}}",
            lambda: rf"\begin{{pmatrix}} {inner()} \\ {inner()} \end{{pmatrix}}",
            lambda: rf"\begin{{cases}} {inner()} & {self.name()} > 0 \\ {inner()} & \text{{otherwise}} \end{{cases}}",
            lambda: rf"\delta_{{{rng.choice('ijk')}{rng.choice('ijk')}}}",
            lambda: rf"\underbrace{{{inner()}}}_{{\text{{new}}}}",
            lambda: rf"{{{self.name()}}}^{{{inner()}}}",
            lambda: rf"({self.name()})^{{{rng.choice(['2', '-1', '3', '0.5', '10', '-2', '0'])}}}",
            lambda: rf"\max({inner()}, {inner()})",
            lambda: rf"\{rng.choice(['tanh', 'exp', 'relu', 'sigmoid', 'log', 'sin'])}'({inner()})",
            lambda: rf"\mathrm{{{rng.choice(['diag', 'tr', 'vec', 'softmax', 'loss'])}}}({inner()})",
            lambda: rf"\nabla_{{{self.name()}}} {self.name()}",
        ]
        return rng.choice(forms)()

    def product(self, depth):
        """Factors with the signs of products."""
        rng = self.rng
        text = self.atom(depth)
        for _ in range(rng.choice([0, 0, 1, 1, 2, 4])):
            sign = rng.choice(["", "", "", r"\odot", "*", r"\cdot", r"\circ", r"\otimes", r"\times", "/"])
            text += f" {sign} {self.atom(depth)}"
        return text

    def sum(self, depth):
        """Terms."""
        return self.rng.choice(["", "", "-"]) + self.rng.choice([" + ", " - "]).join(
            self.product(depth) for _ in range(self.rng.choice([1, 1, 2, 3]))
        )

    def equation(self):
        """One equation, of the names there are."""
        if self.tidy:
            right = self.sum(self.rng.choice([0, 1, 1, 2, 2, 3]))
            left = f"v_{{{len(self.names)}a}}"
            self.names.append(left)
            self.every.append(left)
            return f"{left} = {right}"
        left = self.name() if self.rng.random() < 0.9 else self.product(1)
        return f"{left} {self.rng.choice(['=', '&=', ':=', '=', '='])} {self.sum(self.rng.choice([0, 1, 2, 3, 4]))}"


def formulas(rng):
    """Equations by the grammar."""
    made = Formulas(rng)
    text = _displayed(rng, " \\\\\n".join(made.equation() for _ in range(rng.choice([1, 1, 2, 3, 6, 12]))))
    # All numbers, all vectors or all square: what fits otherwise by chance alone.
    shape = rng.choice([None, (), (), ("n",), ("n", "n"), (3,), (2, 2)])
    return text, {} if shape is None else dict.fromkeys(made.every, shape), rng.choice(_CONVENTIONS)


def macros(rng):
    """Macros whose bodies call each other and themselves, and a text that calls them."""
    names = [f"\\{letter}m" for letter in "abcdef"]
    lines = []
    for name in names:
        count = rng.randrange(3)
        body = [_token(rng) if rng.random() < 0.5 else rng.choice(["x", "#1", "#2", *names]) for _ in range(5)]
        if rng.random() < 0.7:
            body = [token for token in body if token not in "{}"]
        sort = rng.choice([r"\newcommand", r"\renewcommand", r"\def", r"\DeclareMathOperator", r"\let"])
        told = f"[{count}]" if "command" in sort and count else "#1#2"[: 2 * count] if sort == r"\def" else ""
        lines.append(f"{sort}{name}{told}{{{' '.join(body)}}}")
    called = " ".join(rng.choice([*names, "{x}", "x", "+", "W"]) for _ in range(rng.randrange(1, 8)))
    return "\n".join(lines) + f"\n$$y = {called}$$"


def spoilt(rng, text):
    """A text with a few of its tokens deleted, doubled, exchanged or replaced; or cut off."""
    tokens = _TOKEN.findall(text)
    for _ in range(rng.choice([1, 1, 2, 3, 6, 20])):
        if not tokens:
            break
        k, sort = rng.randrange(len(tokens)), rng.randrange(8)
        if sort == 0:
            del tokens[k]
        elif sort == 1:
            tokens.insert(k, tokens[k])
        elif sort == 2:
            other = rng.randrange(len(tokens))
            tokens[k], tokens[other] = tokens[other], tokens[k]
        elif sort == 3:
            tokens = tokens[:k] if rng.random() < 0.5 else tokens[k:]
        elif sort == 4:
            tokens[k] = _token(rng)
        elif sort == 5:
            tokens.insert(k, _token(rng))
        elif sort == 6:
            tokens[k : k + rng.randrange(1, 12)] = []
        else:
            piece = tokens[k : k + rng.randrange(1, 12)]
            tokens[k:k] = piece * rng.randrange(1, 4)
    return "".join(tokens)


def spoilt_forward(rng):
    """A published forward pass, spoilt; its shapes and conventions, sometimes without one of them, or spoilt too."""
    one = rng.choice(forward_passes.PUBLISHED)
    return spoilt(rng, one.latex), *_declared(rng, one)


def spoilt_claims(rng):
    """A published paper with claims, spoilt here or there: text, forward pass, shapes, conventions."""
    one = rng.choice(PAPERS)
    chosen = rng.sample(one.claims, min(len(one.claims), rng.choice([1, 1, 2, 3])))
    text = "\n\n".join(f"$$\n{claim.latex}\n$$" for claim in chosen)
    text = spoilt(rng, text) if rng.random() < 0.8 else text
    return text, spoilt(rng, one.forward) if rng.random() < 0.3 else one.forward, *_declared(rng, one)


def _declared(rng, one):
    shapes, conventions = dict(one.shapes), dict(one.conventions)
    for given in (shapes, conventions):
        if given and rng.random() < 0.2:
            given.pop(rng.choice(sorted(given)))
        if given and rng.random() < 0.05:
            name = rng.choice(sorted(given))
            given[spoilt(rng, name)] = given.pop(name)
        if given and rng.random() < 0.05:
            given[rng.choice(sorted(given))] = given[rng.choice(sorted(given))]
    if conventions and rng.random() < 0.05:
        name = rng.choice(sorted(conventions))
        conventions[name] = spoilt(rng, conventions[name])
    return shapes, conventions


def spoilt_hostile(rng):
    """A hostile text that is short, or a piece of a long one, spoilt."""
    text, shapes = hostile_texts.of(rng.choice(_HOSTILE))
    start = rng.randrange(max(1, len(text) - 3000))
    return spoilt(rng, text[start : start + 3000]), shapes or {}, rng.choice(_CONVENTIONS)


def _alone(make):
    return lambda rng: (make(rng), {}, {})


# A sort of text -> what draws text, shapes and conventions
SORTS = {
    "bytes": _alone(any_bytes),
    "soup": _alone(soup),
    "formulas": formulas,
    "macros": _alone(macros),
    "spoilt papers": spoilt_forward,
    "spoilt hostile": spoilt_hostile,
}


def drawn(seed):
    """The sort, the text, the shapes and the conventions of one draw."""
    rng = random.Random(seed)
    sort = rng.choice([*SORTS, "soup", "formulas", *["spoilt papers"] * 3])
    return sort, *SORTS[sort](rng)
