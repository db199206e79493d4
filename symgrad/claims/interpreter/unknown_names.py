"""Names of which nothing is known: what the error says, and which name may be meant."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import NoReturn

from symgrad.claims.interpreter.formula_values import UnknownNameError

_BOLD = re.compile(r"\\mathbf\{((?:[^{}]|\{[^{}]*\})+)\}")


def refuse_unknown(name: str, known: Collection[str]) -> NoReturn:
    """Raises UnknownNameError; of a name that is known in another type it says how to declare that both are one."""
    twin = twin_of(name, known)
    told = f"the name {name} is not known: nothing defines it and no shape is given."
    if twin:
        told += f" Where it is {twin} in other type, conventions= may say so: {{{name!r}: 'same as {twin}'}}."
    if "'" in name and name.replace("'", "") in known:
        told += f" Where it is the transpose of {name.replace(chr(39), '')}, say conventions={{\"'\": 'transpose'}}."
    raise UnknownNameError(told)


def twin_of(name: str, known: Collection[str]) -> str:
    """The known name that differs from this one in type alone; "" where there is none."""
    plain = _BOLD.sub(r"\1", name)
    return next((one for one in known if one != name and _BOLD.sub(r"\1", one) == plain), "")
