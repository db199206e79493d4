"""Formulas and claims as one author writes them: one way for each sign, each mark, each name, throughout a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.claims.claim_formulas import LAST, NUMBER, Part
from tests.latex_reading.formula_writer import ATOM, DOTTED, LOOSE, NAME, SUM, TIGHT

MARKS = ("fraction", "fraction", "nabla", "d", "bar", "delta", "named")
TIMES = ("_", "_", "_", "^()", "^()", "^", "<>", "^<>")
TRANSPOSES = ("^T", r"^\top", r"^{\top}", r"^{T}", r"^{\mathsf{T}}", r"^\intercal", "'")
FUNCTIONS = {
    "tanh": (r"\tanh", r"\operatorname{tanh}", r"\mathrm{tanh}"),
    "sigma": (r"\sigma", r"\operatorname{sigmoid}", r"\text{sigmoid}", r"\sigma"),
    "relu": (r"\mathrm{relu}", r"\text{ReLU}", r"\operatorname{ReLU}"),
    "exp": (r"\exp",),
    "log": (r"\log", r"\ln"),
    "softplus": (r"\operatorname{softplus}", r"\mathrm{softplus}"),
    "softmax": (r"\mathrm{softmax}", r"\operatorname{softmax}", r"\text{softmax}"),
}


@dataclass(frozen=True)
class Author:
    """How an author writes.

    names     variable -> what it is called: base, subscript, superscript
    named     variable -> the mark declared for its gradient, with {} for scripts
    """

    names: Mapping[str, tuple[str, str, str]]
    loss: str = "L"
    time: str = "_"
    step: str = "t"
    mark: str = "fraction"
    named: Mapping[str, str] = field(default_factory=dict)
    transpose: str = "^T"
    circle: str = r"\odot"
    dot: str = ""
    diagonal: str = r"\operatorname{diag}"
    functions: Mapping[str, str] = field(default_factory=dict)
    steps: str = r"\sum_{t=1}^{T}"
    joint: str = ""
    square: str = "^2"
    equal: str = "delta"
    sums: str = "_{}"
    bold: bool = False
    bare: bool = False
    shapes: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @staticmethod
    def drawn(source, names, loss, bold, shapes, **own):
        """An author who writes these names."""
        chosen = {
            "time": source.choice(TIMES), "mark": source.choice(MARKS), "transpose": source.choice(TRANSPOSES),
            "circle": source.choice((r"\odot", r"\odot", r"\circ", "*", r"\cdot")),
            "dot": source.choice(("", "", r"\cdot")),
            "diagonal": source.choice((r"\operatorname{diag}", r"\mathrm{diag}", r"\text{diag}")),
            "functions": {name: source.choice(ways) for name, ways in FUNCTIONS.items()},
            "joint": source.choice(("", ",", " ")), "square": source.choice(("^2", "^{2}", "odot")),
            "equal": source.choice(("delta", "delta", "one", "delta,")), "bare": source.random() < 0.5,
            "sums": source.choice(("_{}", "_{{}}", "_{{}=1}^{size}")),
        } | own  # fmt: skip
        step = "t"
        steps = source.choice(
            (rf"\sum_{{{step}=1}}^{{T}}", rf"\sum_{{{step}=1}}^T", rf"\sum_{{{step}}}", rf"\sum_{step}")
        )
        if chosen["time"] == "^" and chosen["transpose"] == "'":
            chosen["transpose"] = r"^\top"
        return Author(names, loss, step=step, steps=steps, bold=bold, shapes=shapes, **chosen)

    def when(self, shift):
        """A time in print."""
        if shift == LAST:
            return LAST
        return self.step + (f"{shift:+d}" if shift else "")

    def scripts(self, own, shift, letters):
        """The scripts of a name, and whether one stands above."""
        below, above = own[1], own[2]
        if shift is not None and self.time != "_":
            below, above = below or above, ""
        joined = self.joint.join(one.partition(":")[0] for one in letters)
        if shift is not None:
            when = self.when(shift)
            if self.time == "_":
                below = ",".join(filter(None, (below, when, joined))) if letters or below else when
                joined = ""
            elif not above:
                above = {"^()": f"({when})", "^": when, "<>": rf"\langle {when} \rangle", "^<>": f"<{when}>"}[self.time]
        below = ",".join(filter(None, (below, joined)))
        text = f"_{{{below}}}" if len(below) > 1 else f"_{below}" if below else ""
        return text + (f"^{{{above}}}" if len(above) > 1 else f"^{above}" if above else ""), bool(above)

    def base(self, variable):
        base, *_ = self.names[variable]
        return (
            rf"\mathbf{{{base}}}"
            if self.bold and self.shapes.get(variable, NUMBER) != NUMBER and len(base) == 1
            else base
        )

    def name(self, variable, shift=None, letters=()):
        """A name in print, and whether it can take a superscript."""
        scripts, above = self.scripts(self.names[variable], shift, letters)
        return self.base(variable) + scripts, above

    def gradient(self, variable, shift=None, letters=()):
        """The mark of a gradient, and how tightly it binds."""
        shown, above = self.name(variable, shift, letters)
        scripts = shown[len(self.base(variable)) :]
        mark = "named" if variable in self.named else "fraction" if self.mark == "named" else self.mark
        if mark == "named":
            own, _ = self.scripts(("", *self._of_mark(variable)), shift, letters)
            return self.named[variable].split("|")[0] + own, ATOM if "^" in own else NAME
        if mark == "nabla":
            return rf"\nabla_{{{shown}}} {self.loss}", TIGHT
        if mark == "d" or (mark == "bar" and self.names[variable][0].startswith("\\")):
            return "d" + shown, ATOM if above else NAME
        if mark == "delta":
            return rf"\delta {shown}", ATOM if above else NAME
        if mark == "bar":
            return rf"\bar{{{self.base(variable)}}}{scripts}", ATOM if above else NAME
        return rf"\frac{{\partial {self.loss}}}{{\partial {shown}}}", ATOM

    def _of_mark(self, variable):
        _, below, above = (*self.named[variable].split("|"), "", "")[:3]
        return below, above


def written(part: Part, author: Author) -> str:
    """A formula in print."""
    return _shown(part, author)[0]


def _bound(part, author, level):
    text, own = _shown(part, author)
    return text if own >= level else f"({text})"


def _shown(part, author):
    return SHOWN[part.kind](part, author)


def _name(part, author):
    text, above = author.name(part.name, part.shift, part.letters)
    return text, ATOM if above else NAME


def _mark(part, author):
    return author.gradient(part.name, part.shift, part.letters)


def _number(part, author):
    above, sign, below = part.name.partition("/")
    below = rf"\sqrt{{{below[1:]}}}" if below.startswith("r") else below
    return (rf"\frac{{{above}}}{{{below}}}" if sign else above), ATOM


def _plus(part, author):
    text = ""
    for sign, one in zip(part.name, part.parts, strict=True):
        shown = _bound(one, author, LOOSE if author.bare else DOTTED)
        text = f"{text} {sign} {shown}" if text else shown if sign == "+" else f"-{shown}"
    return text, SUM


def _hadamard(part, author):
    return f" {author.circle} ".join(_bound(one, author, DOTTED + (k > 0)) for k, one in enumerate(part.parts)), DOTTED


def _product(part, author):
    sign = rf" {author.dot} " if author.dot else " "
    shown = [_bound(one, author, TIGHT if one.kind != "product" else ATOM) for one in part.parts]
    if author.bare and part.parts[-1].kind in ("over", "over time"):
        shown[-1] = written(part.parts[-1], author)
        return sign.join(shown), LOOSE
    if all(one.kind == "number" for one in part.parts[1:]):
        sign = r" \cdot "
    return sign.join(shown), DOTTED if author.dot else TIGHT


def _matrix(part, author):
    return " ".join(_bound(one, author, ATOM) for one in part.parts), TIGHT


def _turned(part, author):
    text, level = _shown(part.parts[0], author)
    return (text if level == NAME else f"({text})") + author.transpose, ATOM


def _function(part, author):
    name, (one,) = author.functions.get(part.name, "\\" + part.name), part.parts
    if part.name == "sqrt":
        return rf"\sqrt{{{written(one, author)}}}", ATOM
    prime = "'" if part.kind == "slope" else ""
    return f"{name}{prime}({written(one, author)})", ATOM


def _row(part, author):
    return f"{author.functions['softmax']}({written(part.parts[0], author)})", ATOM


def _square(part, author):
    (one,) = part.parts
    if one.shape != NUMBER and author.square == "odot" and one.kind == "name":
        text = _bound(one, author, ATOM)
        return f"{text} {author.circle} {text}", DOTTED
    power = author.square if author.square != "odot" else "^2"
    if (
        one.kind == "function"
        and one.name in ("tanh", "sigma")
        and author.functions[one.name].startswith(("\\t", "\\s"))
    ):
        name, _, rest = _function(one, author)[0].partition("(")
        return f"{name}{power}({rest}", ATOM
    return _bound(one, author, NAME) + power, ATOM


def _quotient(part, author):
    above, below = part.parts
    return rf"\frac{{{written(above, author)}}}{{{written(below, author)}}}", ATOM


def _half_square(part, author):
    return rf"\frac{{1}}{{2}} \| {written(part.parts[0], author)} \|^2", TIGHT


def _over_time(part, author):
    (one,) = part.parts
    return f"{author.steps} {_bound(one, author, DOTTED if not author.bare else LOOSE)}", LOOSE


def _over(part, author):
    (one,) = part.parts
    signs = []
    for letter in part.letters:
        own, _, size = letter.partition(":")
        signs.append(r"\sum" + author.sums.replace("{{}", "{" + own).replace("{}", own).replace("size", size))
    return f"{' '.join(signs)} {_bound(one, author, DOTTED if not author.bare else LOOSE)}", LOOSE


def _equal(part, author):
    one, two = (letter.partition(":")[0] for letter in part.letters)
    ways = {
        "delta": rf"\delta_{{{one}{two}}}",
        "delta,": rf"\delta_{{{one},{two}}}",
        "one": rf"\mathbf{{1}}[{one} = {two}]",
    }
    return ways[author.equal], ATOM


def _jacobian(part, author):
    above, below = (author.name(one.name, one.shift, one.letters)[0] for one in part.parts)
    return rf"\frac{{\partial {above}}}{{\partial {below}}}", ATOM


SHOWN = {
    "name": _name, "mark": _mark, "number": _number, "plus": _plus, "hadamard": _hadamard, "product": _product,
    "matrix": _matrix, "turned": _turned, "function": _function, "slope": _function, "softmax": _row, "each row": _row,
    "jacobian": _jacobian,
    "square": _square, "quotient": _quotient, "half square": _half_square, "over time": _over_time, "over": _over,
    "equal": _equal, "ones": lambda part, author: (r"\mathbf{1}", NAME),
    "diagonal": lambda part, author: (f"{author.diagonal}({written(part.parts[0], author)})", ATOM),
}  # fmt: skip
