"""Code of special functions: by SciPy, and by mpmath of complex numbers; which other targets have one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.errors import MissingRuleError
from symgrad.functions.special_row import Special
from symgrad.functions.special_sources import BY_MPMATH, OF_MPMATH, OF_SCIPY
from symgrad.targets.array_code.code_pieces import Code, Level

_LETTERS = "abc"


def special_code(w: Any, row: Special, codes: Sequence[Code]) -> Code:
    """A special function at pieces, in SciPy's functions, or of complex numbers in mpmath's."""
    if w.analytic:
        return _of_complex(w, row, codes)
    for source in (OF_SCIPY if "special." in row.numpy + row.helper else "", row.helper):
        w.helper(source)
    if any(row.numpy.count(f"{{{k}}}") > 1 for k in range(row.arity)):
        codes = [w.bound(code) for code in codes]
    return filled(row.numpy, codes)


def filled(template: str, codes: Sequence[Code]) -> Code:
    """A template with pieces in its places."""
    inside = template.startswith(("{0}", "1.0 /")) or " " in template.replace(", ", ",")
    texts = [code.atom if inside else code.text for code in codes]
    text = template.format(*texts)
    if all(code.constant for code in codes):
        return Code(f"float({text})", constant=True)  # which leaves the precision of arrays alone
    return Code(text, Level.SUM if inside else Level.ATOM)


def _of_complex(w: Any, row: Special, codes: Sequence[Code]) -> Code:
    for source in (OF_MPMATH, BY_MPMATH, row.helper if "mpmath." in row.helper else ""):
        w.helper(source)
    letters = _LETTERS[: row.arity]
    function = f"lambda {', '.join(letters)}: {row.mpmath.format(*letters)}"
    return Code(f"by_mpmath({', '.join([function, *(code.text for code in codes)])})")


def elsewhere(row: Special, target: str, orders: Sequence[Any], named: Any) -> str:
    """The template of another target: MissingRuleError says which have one, where it has none."""
    found = row.elsewhere.get(target)
    if isinstance(found, str):
        return found
    order = orders[row.place] if row.order else None
    known = found or {}
    if order is not None and order.is_Integer:
        template = known.get(int(order), known.get(None))
        if template is not None:
            return str(template).replace("{n}", str(int(order)))
    of_orders = f" of the order {order}" if known else ""
    have = ["numpy", *(name for name in row.elsewhere if name != target)]
    told = f"{' and '.join(have)} {'have' if have[1:] else 'has'} it"
    raise MissingRuleError(f"no {target} form for {row.name}{of_orders}, in {named}; {told}.")
