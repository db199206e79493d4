"""Names in C: of ASCII letters, none of them a word of C, of its library, or of the code's own (sg_...)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = frozenset(
    [
        "auto",
        "break",
        "case",
        "char",
        "const",
        "continue",
        "default",
        "do",
        "double",
        "else",
        "enum",
        "extern",
        "float",
        "for",
        "goto",
        "if",
        "inline",
        "int",
        "long",
        "register",
        "restrict",
        "return",
        "short",
        "signed",
        "sizeof",
        "static",
        "struct",
        "switch",
        "typedef",
        "union",
        "unsigned",
        "void",
        "volatile",
        "while",
        "asm",
        "typeof",
        "alignas",
        "alignof",
        "bool",
        "constexpr",
        "false",
        "nullptr",
        "true",
        "static_assert",
        "thread_local",
        "linux",
        "unix",
        "real",
        "abs",
        "labs",
        "div",
        "exit",
        "abort",
        "rand",
        "srand",
        "atof",
        "atoi",
        "atol",
        "system",
        "signal",
        "time",
        "clock",
        "index",
        "rindex",
        "y0",
        "y1",
        "yn",
        "j0",
        "j1",
        "jn",
        "gamma",
        "lgamma",
        "tgamma",
        "signgam",
        "drem",
        "isnan",
        "isinf",
        "finite",
        "main",
        "environ",
        "errno",
        "stdin",
        "stdout",
        "stderr",
        "NULL",
        "EOF",
        "INFINITY",
        "NAN",
        "HUGE_VAL",
        "I",
        "dims",
        "fault",
        "work",
        "done",
        "steps",
        "first_t",
        "t",
        "K",
        "T",
        "B",
        "s",
        "sum",
        "at",
        "room",
        "arrays",
        "from",
        "failed",
        "bytes",
    ]
)
_OF_LIBRARY = re.compile(
    r"^(a?(sin|cos|tan)h?|atan2|exp2?|expm1|log(2|10|1p|b)?|pow|sqrt|cbrt|hypot|erfc?|floor|ceil|round|trunc|rint"
    r"|nearbyint|fabs|fmax|fmin|fmod|fma|fdim|modf|frexp|ldexp|scalbl?n|ilogb|remainder|remquo|copysign|nan"
    r"|nextafter|nexttoward|lround|llround|lrint|llrint|significand|gamma|lgamma|tgamma|pow10|exp10|sincos"
    r"|drem|finite|isinf|isnan|j[01n]|y[01n])[fl]?(_r)?$"
    r"|^(mem|str|is|to|wcs|sg_|SG_|sn|Py|py|M_|FLT_|DBL_|INT|UINT|SIZE_|k_\d|sec|u_?int|div_t|ldiv|qsort|bsearch|u_)"
    r"|^_|malloc|calloc|realloc|alloca|free$|lloc$|getenv|setenv|_t$"
)


class CNames:
    """Gives each wanted name one of C, always another.

    >>> names = CNames()
    >>> names.fresh("h_prev"), names.fresh("h_prev"), names.fresh("exp"), names.fresh("φ")
    ('h_prev', 'h_prev_2', 'exp_', 'u03c6')
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def fresh(self, wanted: str) -> str:
        """A name that nothing else has."""
        name = as_c_name(wanted)
        found, k = name, 1
        while found in self.taken:
            k += 1
            found = f"{name}_{k}"
        self.taken.add(found)
        return found


def as_c_name(wanted: str) -> str:
    """A name in C that is as near as can be."""
    spelled = "".join(one if one.isascii() and (one.isalnum() or one == "_") else _code(one) for one in wanted)
    spelled = spelled if spelled and not spelled[0].isdigit() else f"x{spelled}"
    spelled = f"x{spelled}" if spelled.startswith(("_", "sg_", "SG_")) else spelled
    return f"{spelled}_" if spelled in _WORDS or _OF_LIBRARY.search(spelled) else spelled


def _code(sign: str) -> str:
    return f"u{ord(sign):04x}" if sign.isalnum() else "_"
