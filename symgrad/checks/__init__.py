"""Numeric checks of derivatives: differences, the complex step, Taylor remainders, and the reports of them.

They are loaded when asked for, and NumPy with them: what is derived and printed needs none.
"""

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.loading import loaded_when_asked, names_in

_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "differences": "Derivatives, Difference, derivatives",
        "gradients": "check_derivatives, check_expression, check_gradient",
        "backward_passes": "check_derivative, check_program",
        "remainders": "TaylorTest, taylor",
        "report": "CheckReport, Entry",
        "line_checks": "StepChecks, check_step",
    }
)

__all__ = names_in(_PLACES)
__getattr__ = loaded_when_asked(__name__, _PLACES)
