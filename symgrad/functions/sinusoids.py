"""The cardinal sine: SymPy's, which is not normalised."""

from __future__ import annotations

import sympy as sp

from symgrad.functions.elementwise import ROWS

sinc = ROWS[sp.sinc]  # sin(x) / x and 1 at 0; NumPy's, of signal processing, is sinc(pi * x)
