r"""Random formulas by entries, z_i = \sum_j W_{ij} x_j + \delta_{ij}, each with its value by a loop over letters."""

import random

import numpy as np

from tests.latex_reading.formula_writer import (
    ATOM,
    DOTTED,
    ENTRYWISE,
    LOOSE,
    MATRICES,
    NAME,
    SCALARS,
    STYLES,
    SUM,
    TIGHT,
    UNSCRIPTED,
    VECTORS,
    Formula,
    Writer,
)  # fmt: skip

LETTERS = "ijkl"


class EntryWriter(Writer):
    """Writes numbers by entries, of letters and the sizes that they count."""

    def entry(self, letters, depth):
        """A number in which some of these letters are free."""
        if depth <= 0:
            return self.entry_name(letters)
        return self.source.choice(ENTRIES)(self, letters, depth - 1)

    def entry_name(self, letters):
        """An entry of a declared name, or a number."""
        pool = [(name, one) for one, size in letters.items() for name, own in VECTORS.items() if own == size]
        pool += [
            (name, one, two)
            for one in letters for two in letters if one != two
            for name, own in MATRICES.items() if own == letters[one] + letters[two]
        ]  # fmt: skip
        if not pool or self.source.random() < 0.1:
            number = self.source.choice(SCALARS)
            return self.shown(number)
        name, *own = self.source.choice(pool)
        joint = self.source.choice(("", ",", " "))
        shown = self.names[name]
        text = f"{shown}_{own[0]}" if len(own) == 1 else f"{shown}_{{{joint.join(own)}}}"

        def value(arrays, at):
            return np.reshape(arrays[name][at[own[0]], at[own[1]] if len(own) == 2 else 0], (1, 1))

        return Formula(text, NAME, value, frozenset(own))


def _sum(writer, letters, depth):
    one, two, sign = writer.entry(letters, depth), writer.entry(letters, depth), writer.source.choice("+-")
    factor = 1 if sign == "+" else -1
    return Formula(
        f"{one.text} {sign} {writer.bound(two, LOOSE)}", SUM,
        lambda arrays, at: one.value(arrays, at) + factor * two.value(arrays, at), one.letters | two.letters,
    )  # fmt: skip


def _product(writer, letters, depth):
    sign = writer.source.choice(("", "", "", r"\cdot"))
    one, two = writer.entry(letters, depth), writer.entry(letters, depth)
    return writer.joined(one, two, lambda left, right: left * right, sign, DOTTED if sign else TIGHT)


def _quotient(writer, letters, depth):
    one, two = writer.entry(letters, depth), writer.entry(letters, depth)
    text = rf"\frac{{{one.text}}}{{2 + \tanh({two.text})}}"
    return Formula(
        text, ATOM, lambda arrays, at: one.value(arrays, at) / (2 + np.tanh(two.value(arrays, at))),
        one.letters | two.letters,
    )  # fmt: skip


def _function(writer, letters, depth):
    name, one = writer.source.choice(list(ENTRYWISE)), writer.entry(letters, depth)
    rule = ENTRYWISE[name]
    return Formula(name + writer.bracketed(one.text), ATOM, lambda arrays, at: rule(one.value(arrays, at)), one.letters)


def _square(writer, letters, depth):
    one = writer.entry(letters, depth)
    text = f"{writer.bound(one, NAME)}^2"
    return Formula(text, ATOM, lambda arrays, at: one.value(arrays, at) ** 2, one.letters)


def _total(writer, letters, depth):
    letter = next((one for one in LETTERS if one not in letters), None)
    if letter is None:
        return writer.entry_name(letters)
    size = writer.source.choice("nmp")
    one = writer.entry({**letters, letter: size}, depth)
    if letter not in one.letters:
        return one
    under = writer.source.choice(
        (f"_{letter}", f"_{{{letter}}}", f"_{{{letter}=1}}^{size}", f"_{{{letter} = 1}}^{{{size}}}")
    )
    text = rf"\sum{under} {writer.bound(one, TIGHT)}"

    def value(arrays, at):
        return sum(one.value(arrays, {**at, letter: k}) for k in range(arrays["size " + size]))

    return Formula(text, SUM, value, one.letters - {letter})


def _delta(writer, letters, _):
    pairs = [(one, two) for one in letters for two in letters if one < two and letters[one] == letters[two]]
    if not pairs:
        return writer.entry_name(letters)
    one, two = writer.source.choice(pairs)
    text = writer.source.choice(
        (rf"\delta_{{{one}{two}}}", rf"\mathbf{{1}}[{one} = {two}]", rf"\delta_{{{one},{two}}}")
    )
    return Formula(text, ATOM, lambda _, at: np.array([[float(at[one] == at[two])]]), frozenset((one, two)))


ENTRIES = (_sum, _sum, _product, _product, _product, _quotient, _function, _function, _square, _total, _total, _delta)


def drawn(seed):
    """The shape of what is defined, a formula for its entries, and how the text writes its names."""
    source = random.Random(seed)
    shape = source.choice(("", "n", "m", "p", "mn", "nn", "pm"))
    letters = dict(zip(LETTERS, shape, strict=False))
    names = source.choice(STYLES[:UNSCRIPTED])
    return shape, letters, EntryWriter(source, (), names).entry(letters, source.choice((1, 2, 3, 4))), names
