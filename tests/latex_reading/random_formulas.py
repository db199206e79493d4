r"""Random formulas as papers write them: every sign stands where papers put it. The reader's and the judge's oracle.

``python3 -m tests.latex_reading.formulas_compared`` reads them.
"""

import random

import numpy as np

from tests.latex_reading.formula_writer import (
    ATOM,
    BARE,
    CIRCLES,
    DOTTED,
    ENTRYWISE,
    LOOSE,
    NAME,
    SCALARS,
    STACKED,
    STYLES,
    SUM,
    TIGHT,
    Formula,
    Writer,
    flipped,
)  # fmt: skip


def _sum(writer, shape, depth):
    one, two, sign = writer.of(shape, depth), writer.of(shape, depth), writer.source.choice("+-")
    text = f"{one.text} {sign} {writer.bound(two, LOOSE)}"
    factor = 1 if sign == "+" else -1
    return Formula(text, SUM, lambda arrays, at: one.value(arrays, at) + factor * two.value(arrays, at))


def _negative(writer, shape, depth):
    one = writer.of(shape, depth)
    return Formula(f"-{writer.bound(one, LOOSE)}", SUM, lambda arrays, at: -one.value(arrays, at))


def _complement(writer, shape, depth):
    one = writer.of(shape, depth)
    return Formula(f"1 - {writer.bound(one, LOOSE)}", SUM, lambda arrays, at: 1 - one.value(arrays, at))


def _multiple(writer, shape, depth):
    sign = writer.source.choice(("", r"\cdot"))
    number, one = writer.of("", depth), writer.of(shape, depth)
    return writer.joined(number, one, lambda left, right: left * right, sign, DOTTED if sign else TIGHT)


def _fraction(writer, shape, depth):
    one, below = writer.of(shape, depth), _positive(writer, depth)
    if writer.source.random() < 0.7:
        text, level = rf"\frac{{{one.text}}}{{{below.text}}}", ATOM
    else:
        text, level = f"{writer.bound(one, ATOM)} / {writer.bound(below, ATOM)}", TIGHT
    return Formula(text, level, lambda arrays, at: one.value(arrays, at) / below.value(arrays, at))


def _half(writer, shape, depth):
    text, number = writer.source.choice(((r"\frac12", 0.5), ("2", 2.0), (r"\tfrac{1}{3}", 1 / 3), ("0.5", 0.5)))
    one = writer.of(shape, depth)
    own = writer.bracketed(one.text) if one.text[0].isdigit() else writer.bound(one, ATOM)
    return Formula(f"{text} {own}", TIGHT, lambda arrays, at: number * one.value(arrays, at))


def _function(writer, shape, depth):
    name, one = writer.source.choice(list(ENTRYWISE)), writer.of(shape, depth)
    rule = ENTRYWISE[name]
    bare = name in BARE and one.level == NAME and writer.source.random() < 0.4
    text = f"{name} {one.text}" if bare else name + writer.bracketed(one.text)
    return Formula(text, DOTTED if bare else ATOM, lambda arrays, at: rule(one.value(arrays, at)))


def _positive(writer, depth):
    """A number above zero."""
    one = writer.of("", depth)
    if writer.source.random() < 0.5:
        return Formula(f"1 + {writer.bound(one, NAME)}^2", SUM, lambda arrays, at: 1 + one.value(arrays, at) ** 2)
    return Formula(rf"\exp({one.text})", ATOM, lambda arrays, at: np.exp(one.value(arrays, at)))


def _root(writer, _, depth):
    one = _positive(writer, depth)
    form, rule = writer.source.choice(((r"\sqrt{{{}}}", np.sqrt), (r"\log({})", np.log), (r"\ln({})", np.log)))
    return Formula(form.format(one.text), ATOM, lambda arrays, at: rule(one.value(arrays, at)))


def _power(writer, _, depth):
    one, exponent = writer.of("", depth), writer.source.choice((2, 3))
    return Formula(f"{writer.bound(one, NAME)}^{exponent}", ATOM, lambda arrays, at: one.value(arrays, at) ** exponent)


def _raised(writer, _, depth):
    one = writer.of("", depth)
    return Formula(f"e^{{{one.text}}}", ATOM, lambda arrays, at: np.exp(one.value(arrays, at)))


def _inner(writer, _, depth):
    size = writer.source.choice("nmp")
    one, two = writer.of(size, depth), writer.of(size, depth)
    if writer.source.random() < 0.2:
        text, level = rf"\langle {one.text}, {two.text} \rangle", ATOM
    else:
        text, level = f"{writer.turned(one)} {writer.bound(two, ATOM)}", TIGHT
    return Formula(text, level, lambda arrays, at: flipped(one.value(arrays, at)) @ two.value(arrays, at))


def _quadratic(writer, _, depth):
    one, array, two = writer.of("m", depth), writer.of("mn", depth), writer.of("n", depth)
    text = f"{writer.turned(one)} {writer.bound(array, ATOM)} {writer.bound(two, ATOM)}"
    return Formula(
        text, TIGHT, lambda arrays, at: flipped(one.value(arrays, at)) @ array.value(arrays, at) @ two.value(arrays, at)
    )


def _norm(writer, _, depth):
    one = writer.of(writer.source.choice("nmp"), depth)
    opening, closing = writer.source.choice(((r"\|", r"\|"), (r"\lVert ", r" \rVert"), (r"\left\| ", r" \right\|")))
    kind = writer.source.choice(("", "_2", "_1", "^2", "_2^2"))
    rules = {"_1": lambda z: np.sum(np.abs(z)), **dict.fromkeys(("^2", "_2^2"), lambda z: np.sum(z**2))}
    rule = rules.get(kind, lambda z: np.sqrt(np.sum(z**2)))
    text = f"{opening}{one.text}{closing}{kind}"
    return Formula(text, ATOM, lambda arrays, at: np.reshape(rule(one.value(arrays, at)), (1, 1)))


def _trace(writer, _, depth):
    one = writer.of(writer.source.choice(("nn", "mm")), depth)
    name = writer.source.choice((r"\operatorname{tr}", r"\mathrm{tr}", r"\operatorname{Tr}"))
    return Formula(f"{name}({one.text})", ATOM, lambda arrays, at: np.reshape(np.trace(one.value(arrays, at)), (1, 1)))


def _chosen(writer, _, depth):
    one, two, by = writer.of("", depth), writer.of("", depth), writer.source.choice(SCALARS)
    shown = writer.names[by]
    end = writer.source.choice((r"\text{otherwise}", r"\text{else}", rf"\text{{if }} {shown} \le 0"))
    text = rf"\begin{{cases}} {one.text} & \text{{if }} {shown} > 0 \\ {two.text} & {end} \end{{cases}}"
    return Formula(text, ATOM, lambda arrays, at: (one if arrays[by].item() > 0 else two).value(arrays, at))


def _entrywise(writer, shape, depth):
    sign = writer.source.choice(CIRCLES)
    one, two = writer.of(shape, depth), writer.of(shape, depth)
    return writer.joined(one, two, lambda left, right: left * right, sign, DOTTED if sign == "*" else LOOSE)


def _applied(writer, shape, depth):
    other = writer.source.choice("nmp")
    array, one = writer.of(shape + other, depth), writer.of(other, depth)
    return writer.joined(array, one, lambda left, right: left @ right)


def _softmax(writer, shape, depth):
    one = writer.of(shape, depth)

    def value(arrays, at):
        raised = np.exp(one.value(arrays, at))
        return raised / raised.sum()

    return Formula(rf"\operatorname{{softmax}}({one.text})", ATOM, value)


def _squares(writer, shape, depth):
    one = writer.of(shape, depth)
    power = writer.source.choice(("2", "{2}", r"{\odot 2}", r"{\circ 2}"))
    return Formula(f"{writer.bound(one, NAME)}^{power}", ATOM, lambda arrays, at: one.value(arrays, at) ** 2)


def _diagonal(writer, shape, depth):
    one = writer.of(shape * 2, depth)
    text = rf"\operatorname{{diag}}({one.text})"
    return Formula(text, ATOM, lambda arrays, at: np.diag(one.value(arrays, at))[:, None])


def _stacked(writer, shape, depth):
    if shape != "m":
        return _larger(writer, shape, depth)
    one, two = writer.of("n", depth), writer.of("m", depth)
    form = writer.source.choice(("[%s; %s]", r"\begin{bmatrix} %s \\ %s \end{bmatrix}", r"\left[ %s ; %s \right]"))
    text = f"{STACKED} {form % (one.text, two.text)}"
    return Formula(
        text, TIGHT,
        lambda arrays, at: arrays[STACKED] @ np.concatenate([one.value(arrays, at), two.value(arrays, at)]),
    )  # fmt: skip


def _larger(writer, shape, depth):
    one, two = writer.of(shape, depth), writer.source.choice(("0", writer.of(shape, depth)))
    if two == "0":
        return Formula(rf"\max(0, {one.text})", ATOM, lambda arrays, at: np.maximum(one.value(arrays, at), 0))
    text = rf"\max({one.text}, {two.text})"
    return Formula(text, ATOM, lambda arrays, at: np.maximum(one.value(arrays, at), two.value(arrays, at)))


def _solved(writer, shape, depth):
    if shape != "n":
        return _applied(writer, shape, depth)
    one, array = writer.of("n", depth), writer.source.choice("AB")
    text = f"{writer.bound(writer.shown(array), NAME)}^{{-1}} {writer.bound(one, ATOM)}"
    return Formula(text, TIGHT, lambda arrays, at: np.linalg.solve(arrays[array], one.value(arrays, at)))


def _scaled(writer, shape, depth):
    r"""A column, a sign, and an outer product without brackets: \delta \odot h x^\top."""
    sign = writer.source.choice(CIRCLES)
    level = DOTTED if sign == "*" else LOOSE
    scale, one = writer.of(shape[0], depth), writer.outer(shape, depth)
    if writer.source.random() < 0.2:
        text = f"{one.text} {sign} {writer.bound(scale, level + 1)}"
    else:
        text = f"{writer.bound(scale, level)} {sign} {one.text}"
    return Formula(text, level, lambda arrays, at: scale.value(arrays, at) * one.value(arrays, at))


def _product(writer, shape, depth):
    other = writer.source.choice("nmp")
    one, two = writer.of(shape[0] + other, depth), writer.of(other + shape[1], depth)
    return writer.joined(one, two, lambda left, right: left @ right)


def _transposed(writer, shape, depth):
    one = writer.of(shape[::-1], depth)
    return Formula(writer.turned(one), ATOM, lambda arrays, at: flipped(one.value(arrays, at)))


def _rows_scaled(writer, shape, depth):
    scale, one = writer.of(shape[0], depth), writer.of(shape, depth)
    text = rf"\operatorname{{diag}}({scale.text}) {writer.bound(one, ATOM)}"
    return Formula(text, TIGHT, lambda arrays, at: scale.value(arrays, at) * one.value(arrays, at))


def _outer(writer, shape, depth):
    return writer.outer(shape, depth)


EVERYWHERE = (_sum, _sum, _negative, _complement, _multiple, _fraction, _half, _function, _function)
NUMBERS = (_root, _power, _raised, _inner, _inner, _quadratic, _norm, _trace, _chosen)
COLUMNS = (
    _entrywise,
    _entrywise,
    _applied,
    _applied,
    _applied,
    _softmax,
    _squares,
    _diagonal,
    _stacked,
    _larger,
    _solved,
)
ARRAYS = (_entrywise, _outer, _outer, _scaled, _product, _product, _transposed, _rows_scaled)
FORMS = ((*EVERYWHERE, *NUMBERS), (*EVERYWHERE, *COLUMNS), (*EVERYWHERE, *ARRAYS))


def drawn(seed):
    """The shape of what is defined, a formula for it, and how the text writes its names."""
    source = random.Random(seed)
    shape = source.choice(("", "n", "n", "m", "mn", "nn"))
    names = source.choice(STYLES)
    return shape, Writer(source, FORMS, names).of(shape, source.choice((1, 2, 2, 3, 3))), names
