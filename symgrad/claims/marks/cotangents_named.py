r"""What a text itself says of names of gradients: \delta_j \equiv dE/da_j, and that a_j is another array than a_k."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from symgrad.latex_reading.nodes.meanings import Affine, Derivative, Statement, Use
from symgrad.latex_reading.resolving.forms_resolved import is_called_loss


def cotangents_said(statements: Sequence[Statement], declared: Collection[str]) -> dict[str, str]:
    r"""Names that are said to be the derivative of a loss by a variable -> that variable.

    What is said of \delta_j, where j tells which array is meant, holds of \delta_k by a_k too.

    declared   names of which the caller says what they are
    """
    defined = {one.left.variable for one in statements if isinstance(one.left, Use)}
    read = _read(statements)
    found: dict[str, set[str]] = {}
    for one in statements:
        of = _cotangent_of(one, defined)
        if of is not None and isinstance(one.left, Use) and one.left.variable not in read:
            found.setdefault(one.left.variable, set()).add(of.variable)
    said = {name: next(iter(of)) for name, of in found.items() if len(of) == 1 and name not in declared}
    own = {name: of for name, of in said.items() if of in defined}
    others = _of_siblings(said, statements).items()
    return {**{name: of for name, of in others if of in defined and name not in declared}, **own}


def says_cotangent(statement: Statement, said: Mapping[str, str]) -> bool:
    """Whether this is where the text says what a name is, or each of its family: it claims nothing."""
    left, right = statement.left, statement.right
    if not isinstance(left, Use) or not isinstance(right, Derivative) or not isinstance(right.below, Use):
        return False
    name, of = left.variable, right.below.variable
    return said.get(name, "") == of or (name not in said and any(one.startswith(f"{name}_{{") for one in said))


def deltas_of(statements: Sequence[Statement]) -> set[str]:
    r"""Each \delta that a text defines and that its forward pass does not read."""
    return {one.left.variable for one in statements if isinstance(one.left, Use) and is_delta(one.left)} - _read(
        statements
    )


def layers_met(statements: Sequence[Statement]) -> frozenset[str]:
    """Letters that tell which array is meant: j and k where a_k is made of a_j, and both have an equation."""
    own = [one for one in statements if isinstance(one.left, Use) and not _derives(one)]
    acts: dict[str, set[str]] = {}
    lettered: dict[str, set[tuple[str, ...]]] = {}
    for one in own:
        assert isinstance(one.left, Use)
        if one.left.time is None:
            lettered.setdefault(one.left.variable, set()).add(_letters(one.left))
        acts.setdefault(one.left.variable, set()).update(use.variable for use in _uses(one))
    return frozenset(
        letter
        for name, letters in lettered.items()
        if len(letters) > 1 and () not in letters and name in _reached(name, acts)
        for each in letters
        for letter in each
    )


def _cotangent_of(one: Statement, defined: Collection[str]) -> Use | None:
    """The variable by which a statement says that its left side is the derivative of a loss."""
    left, right = one.left, one.right
    if not isinstance(left, Use) or not isinstance(right, Derivative) or right.order != 1:
        return None
    below, above = right.below, right.above
    if not isinstance(below, Use) or below.time != left.time or below.entries != left.entries:
        return None
    every = below.variable in defined or any(name.startswith(f"{below.variable}_{{") for name in defined)
    if below.variable == left.variable or not every:
        return None
    return below if above is None or (isinstance(above, Use) and _is_loss(above.variable, defined)) else None


def _is_loss(name: str, defined: Collection[str]) -> bool:
    return name not in defined or is_called_loss(name)


def _of_siblings(said: Mapping[str, str], statements: Sequence[Statement]) -> dict[str, str]:
    known = {node.variable for one in statements for node in one.walk() if isinstance(node, Use)}
    found = {}
    for name, of in said.items():
        stem, _, label = name.partition("_{")
        if not label or (of.endswith(f"_{{{label}") and label.rstrip("}").isalpha() and len(label) == 2):
            whole = of.removesuffix(f"_{{{label}") if label else of
            for other in known:
                letter = other.removeprefix(f"{stem}_{{").rstrip("}")
                if len(letter) == 1 and letter.isalpha() and other == f"{stem}_{{{letter}}}":
                    found[other] = f"{whole}_{{{letter}}}"
    return {name: of for name, of in found.items() if of in known}


def _derives(one: Statement) -> bool:
    return any(isinstance(node, Derivative) for node in one.walk())


def _read(statements: Sequence[Statement]) -> set[str]:
    """The names that equations of the forward pass read, of others than what they define."""
    return {
        use.variable
        for one in statements
        if not _derives(one) and isinstance(one.left, Use) and not is_delta(one.left)
        for use in _uses(one)
        if use.variable != one.left.variable
    }


def _uses(one: Statement) -> Iterator[Use]:
    return (node for node in one.right.walk() if isinstance(node, Use))


def is_delta(left: Use) -> bool:
    r"""Whether a left side is a \delta of its own, as the signals that run back are called."""
    return left.variable.split("_")[0].split("^")[0] == r"\delta"


def _letters(use: Use) -> tuple[str, ...]:
    return tuple(place.letter for place in use.entries if isinstance(place, Affine) and not place.offset)


def _reached(name: str, acts: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        more = acts.get(waiting.pop(), set()) - found
        found |= more
        waiting += more
    return found
