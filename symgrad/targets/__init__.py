"""Code from programs: one file for each target, and what they share. It is loaded when asked for, and NumPy with it."""

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.loading import loaded_when_asked, names_in

_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "compiling": "array_program, compiled_for, lambdify",
        "numpy": "NumpyFunction, compile_numpy",
        "numpy_over_time": "TimeFunction",
        "points": "random_point",
        "state_norms": "norms_of_blocks",
    }
)

__all__ = names_in(_PLACES)
__getattr__ = loaded_when_asked(__name__, _PLACES)
