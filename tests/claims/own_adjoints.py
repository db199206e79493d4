"""Backward passes of the tests' own: each operation knows what flows back through it, as people write it by hand."""

from tests.claims.claim_formulas import (
    NUMBER,
    Part,
    diagonal,
    hadamard,
    matrix,
    negative,
    number,
    ones,
    plus,
    product,
    quotient,
    same,
    turned,
)  # fmt: skip

ONE = number("1")


def slope(part, out, way):
    """The slope of a function: by its value where that has a name, else at its argument."""
    (one,), square = part.parts, lambda of: same("square", of)
    if part.name == "log":
        return quotient(ONE, one)
    if part.name == "exp":
        return out or part
    if part.name == "sqrt":
        return quotient(number("1/2"), out or part)
    if part.name in ("tanh", "sigma") and way == "value":
        own = out or part
        return plus(("+", ONE), ("-", square(own))) if part.name == "tanh" else hadamard(
            own, plus(("+", ONE), ("-", own))
        )  # fmt: skip
    return same("slope", one, part.name)


def back(part, given, out, way):
    """Each name that a formula uses, with what flows back to it; ``out``: the name of the formula, where it has one."""
    yield from RULES[part.kind](part, given, out, way)


def _name(part, given, out, way):
    yield part, given


def _plus(part, given, out, way):
    for sign, one in zip(part.name, part.parts, strict=True):
        own = given if sign == "+" else negative(given)
        if one.shape == NUMBER != part.shape:  # a number beside a column counts for every entry
            own = matrix(turned(ones(part.shape[0])), own)
        yield from back(one, own, None, way)


def _hadamard(part, given, out, way):
    for k, one in enumerate(part.parts):
        others = (*part.parts[:k], *part.parts[k + 1 :])
        yield from back(one, hadamard(given, *others), None, way)


def _product(part, given, out, way):
    for k, one in enumerate(part.parts):
        others = (*part.parts[:k], *part.parts[k + 1 :])
        if one.shape != NUMBER or part.shape == NUMBER:
            yield from back(one, product(*others, given), None, way)
        elif one.kind != "number":
            (array,) = (other for other in others if other.shape != NUMBER)
            rest = [other for other in others if other.shape == NUMBER]
            yield from back(one, product(*rest, matrix(turned(given), array)), None, way)


def _matrix(part, given, out, way):
    for k, one in enumerate(part.parts):
        before, after = part.parts[:k], part.parts[k + 1 :]
        factors = [turned(other) for other in reversed(before)], [turned(other) for other in reversed(after)]
        if part.shape == NUMBER:
            inner = [*factors[0], *factors[1]] if before and after else factors[0] or factors[1]
            yield from back(one, product(given, matrix(*inner)), None, way)
        else:
            yield from back(one, matrix(*factors[0], given, *factors[1]), None, way)


def _turned(part, given, out, way):
    yield from back(part.parts[0], turned(given), None, way)


def _function(part, given, out, way):
    own = slope(part, out, way)
    if part.parts[0].shape[1] == "1" and way == "diagonal" and part.parts[0].shape != NUMBER:
        yield from back(part.parts[0], matrix(diagonal(own), given), None, way)
    elif own.kind == "quotient" and own.parts[0] == ONE:
        yield from back(part.parts[0], quotient(given, own.parts[1]), None, way)
    else:
        yield from back(part.parts[0], hadamard(given, own), None, way)


def _square(part, given, out, way):
    (one,) = part.parts
    yield from back(one, product(number("2"), hadamard(given, one)), None, way)


def _quotient(part, given, out, way):
    above, below = part.parts
    yield from back(above, quotient(given, below), None, way)
    own = quotient(
        hadamard(given, above) if part.shape == above.shape else product(given, above), same("square", below)
    )
    if below.shape != part.shape:  # an array by a number
        own = quotient(matrix(turned(given), above), same("square", below))
    yield from back(below, negative(own), None, way)


def _half_square(part, given, out, way):
    yield from back(part.parts[0], product(given, part.parts[0]), None, way)


def _softmax(part, given, out, way):
    own = out or part
    if way == "diagonal":
        inner = plus(("+", diagonal(own)), ("-", matrix(own, turned(own))))
        yield from back(part.parts[0], matrix(inner, given), None, way)
    else:
        yield from back(
            part.parts[0], hadamard(own, plus(("+", given), ("-", matrix(turned(own), given)))), None, way
        )  # fmt: skip


def _each_row(part, given, out, way):
    own = out or part
    size = part.shape[1]
    sums = matrix(hadamard(given, own), ones(size), turned(ones(size)))
    yield from back(part.parts[0], hadamard(own, plus(("+", given), ("-", sums))), None, way)


def _over_time(part, given, out, way):
    yield from back(part.parts[0], given, None, way)


def _nothing(part, given, out, way):
    yield from ()


RULES = {
    "name": _name, "number": _nothing, "ones": _nothing, "plus": _plus, "hadamard": _hadamard, "product": _product,
    "matrix": _matrix, "turned": _turned, "function": _function, "square": _square, "quotient": _quotient,
    "half square": _half_square, "softmax": _softmax, "each row": _each_row,
    "over time": _over_time,
}  # fmt: skip


def by_entry(part: Part, out, way):
    """Each entry that a formula of entries uses, its derivative by it, and the letters that the formula sums over."""
    kind = part.kind
    if kind == "name":
        yield part, ONE, ()
    elif kind == "plus":
        for sign, one in zip(part.name, part.parts, strict=True):
            for leaf, factor, letters in by_entry(one, None, way):
                yield leaf, factor if sign == "+" else negative(factor), letters
    elif kind == "product":
        for k, one in enumerate(part.parts):
            for leaf, factor, letters in by_entry(one, None, way):
                yield leaf, product(*part.parts[:k], *part.parts[k + 1 :], factor), letters
    elif kind == "function":
        own = slope(part, out, way)
        for leaf, factor, letters in by_entry(part.parts[0], None, way):
            yield leaf, product(own, factor), letters
    elif kind == "square":
        for leaf, factor, letters in by_entry(part.parts[0], None, way):
            yield leaf, product(number("2"), part.parts[0], factor), letters
    elif kind == "quotient":
        above, below = part.parts
        for leaf, factor, letters in by_entry(above, None, way):
            yield leaf, quotient(factor, below), letters
        for leaf, factor, letters in by_entry(below, None, way):
            yield leaf, negative(product(quotient(out or part, below), factor)), letters
    elif kind == "over time":
        yield from by_entry(part.parts[0], None, way)
    elif kind == "over":
        for leaf, factor, letters in by_entry(part.parts[0], None, way):
            yield leaf, factor, (*part.letters, *letters)
