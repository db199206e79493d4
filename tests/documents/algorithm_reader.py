"""Reads an algorithm in LaTeX back into assignments and runs them in NumPy; it shares no code with the printer.

A value is an array of two axes: a number (1, 1), a vector (n, 1), a matrix (n, m). A name is its base and its
subscripts, a time among them as a number: ``\\bar{\\hat{h}}_{t+1}`` at t = 2 is ("\\bar{\\hat{h}}", "3").
"""

import re

import numpy as np

_TOKEN = re.compile(r"\\[A-Za-z]+|\d+(?:\.\d+)?|[A-Za-z]|\\[,;]|\S")
_TIME = re.compile(r"(t|T|\d+)([+-]\d+)?")
_ACCENTS = {
    r"\bar",
    r"\tilde",
    r"\mathring",
    r"\hat",
    r"\dot",
    r"\mathbf",
    r"\mathrm",
    r"\boldsymbol",
    r"\overline",
    r"\widehat",
}
_ENDS = {"+", "-", ")", "}", ",", "]", r"\odot", r"\oslash", r"\cdot", r"\rangle", r"\rVert"}
_SIZES = re.compile(r"\\(?:[Bb]igg?[lr]?|quad|,)(?![A-Za-z])|\\,|\{\}")
_FUNCTIONS = {
    r"\tanh": np.tanh, r"\sigma": lambda z: 1 / (1 + np.exp(-z)), r"\exp": np.exp, r"\log": np.log,
    r"\operatorname{softplus}": lambda z: np.log1p(np.exp(z)), r"\operatorname{relu}": lambda z: z * (z > 0),
    r"\operatorname{softmax}": lambda z: np.exp(z) / np.exp(z).sum(),
}  # fmt: skip


def lines_of(text):
    """The lines of an algorithm: ("set", left sides, right side), ("for", first, last), ("end",)."""
    lines = []
    for line in map(str.strip, text.splitlines()):
        command, _, rest = line.partition(" ")
        if command in (r"\State", r"\STATE") and r"\gets" in rest:
            left, _, right = rest.strip("$").partition(r"\gets")
            lines.append(["set", left.strip(), right])
        elif command in (r"\Statex", r"\STATE"):
            lines[-1][2] += " " + rest.partition("$")[2].rstrip("$")
        elif found := re.match(r"\\(?:For|FOR)\{\$t = (.*), \\dots, (.*)\$\}", line):
            lines.append(["for", found[1], found[2]])
        elif line in (r"\EndFor", r"\ENDFOR"):
            lines.append(["end"])
    return lines


def run(text, values, steps):
    """Every value that an algorithm sets, by name, from those of what it requires."""
    values, lines = dict(values), lines_of(text)
    place = 0
    while place < len(lines):
        if lines[place][0] == "for":
            end = next(k for k in range(place, len(lines)) if lines[k][0] == "end")
            first, last = (steps if bound == "T" else int(bound) for bound in lines[place][1:])
            for t in range(first, last + (1 if last >= first else -1), 1 if last >= first else -1):
                for line in lines[place + 1 : end]:
                    _set(line, values, t, steps)
            place = end
        else:
            _set(lines[place], values, None, steps)
        place += 1
    return values


def _set(line, values, t, steps):
    for left in _parts(line[1]):
        name = Reader(left, values, t, steps).name()
        values[name] = Reader(line[2], values, t, steps).all()


def _parts(text):
    """Names between commas, of which those in braces are none."""
    depth, parts = 0, [""]
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if sign == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


class Reader:
    """Reads one formula, from left to right; a product without a sign binds tighter than one with a sign."""

    def __init__(self, text, values, t, steps):
        self.tokens = _TOKEN.findall(_SIZES.sub(" ", text))
        self.values, self.t, self.steps, self.place = values, t, steps, 0

    def all(self):
        found = self.sum()
        assert self.place == len(self.tokens), self.tokens[self.place :]
        return found

    def peek(self):
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted=None):
        token = self.peek()
        assert wanted in (None, token), (wanted, self.tokens[self.place :])
        self.place += 1
        return token

    def sum(self):
        negative = self.peek() == "-" and bool(self.take())
        found = self.product()
        found = -found if negative else found
        while self.peek() in ("+", "-"):
            sign = self.take()
            other = self.product()
            found = found + other if sign == "+" else found - other
        return found

    def product(self):
        found = self.juxtaposed()
        while self.peek() in (r"\odot", r"\oslash", r"\cdot"):
            sign = self.take()
            other = self.juxtaposed()
            found = found / other if sign == r"\oslash" else found * other
        return found

    def juxtaposed(self):
        found = self.factor()
        while self.peek() and self.peek() not in _ENDS:
            other = self.factor()
            nothing = any(part.size == 1 and not part.any() for part in (found, other))
            found = np.zeros((1, 1)) if nothing else found * other if 1 in (found.size, other.size) else found @ other
        return found

    def factor(self):
        token = self.peek()
        if token == "(":
            self.take()
            found = self.sum()
            self.take(")")
        elif token == r"\langle":
            self.take()
            left = self.sum()
            self.take(",")
            found = left @ self.sum().T
            self.take(r"\rangle")
        elif token == r"\lVert":
            self.take()
            found = np.sqrt((self.sum() ** 2).sum().reshape(1, 1))
            self.take(r"\rVert")
        elif token == r"\frac":
            self.take()
            above, below = self.braced(), self.braced()
            found = above / below
        elif token in _FUNCTIONS or token == r"\operatorname":
            return self.called()
        elif token[0].isdigit():
            found = np.array([[float(self.take())]])
        else:
            found = self.values[self.name()]
        return self.raised(found)

    def raised(self, found):
        while self.peek() == "^":
            self.take()
            power = self.script()
            found = found.T if power == r"\top" else found ** float(power.replace(r"\odot", ""))
        return found

    def called(self):
        word = self.take()
        if word == r"\operatorname":
            word += "{" + self.script() + "}"
        slope = self.peek() == "'" and bool(self.take())
        power = self.script() if self.peek() == "^" and self.take() else "1"
        self.take("(")
        inside = self.sum()
        self.take(")")
        if slope:
            y = _FUNCTIONS[word](inside)
            return y * (1 - y) if word == r"\sigma" else 1 - y**2
        return self.raised(_FUNCTIONS[word](inside) ** float(power))

    def braced(self):
        self.take("{")
        found = self.sum()
        self.take("}")
        return found

    def name(self):
        """A base, then scripts, of which those that say a time are told as numbers; other scripts are no name's."""
        base, scripts = self.base(), []
        while self.peek() in ("_", "^"):
            start, sign = self.place, self.take()
            script = self.script()
            if sign == "^" and (script in (r"\top", "2") or script.startswith(r"\odot")):
                self.place = start
                break
            scripts += [self.at(part) for part in _parts(script)]
        return (base, *scripts)

    def base(self):
        token = self.take()
        if token in (r"\delta", r"\Delta") and self.peek() not in ("_", "^", "", r"\gets"):
            return token + self.base()
        return token + "{" + self.script() + "}" if token in _ACCENTS else token

    def script(self):
        """A group without its braces, or one token."""
        if self.peek() != "{":
            return self.take()
        self.take()
        depth, inside = 1, ""
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return inside
            inside += token

    def at(self, part):
        found = _TIME.fullmatch(part.strip("()"))
        if not found:
            return part
        known = {"t": self.t, "T": self.steps}
        start = known[found[1]] if found[1] in known else int(found[1])
        return str(start + int(found[2] or 0))
