"""Numeric checks of derivatives: differences, the complex step, Taylor remainders, and the reports of them."""

from symgrad.checks.backward_passes import check_derivative, check_program
from symgrad.checks.differences import Derivatives, derivatives
from symgrad.checks.gradients import check_derivatives, check_expression, check_gradient
from symgrad.checks.line_checks import StepChecks, check_step
from symgrad.checks.refinement import Difference
from symgrad.checks.remainders import TaylorTest, taylor
from symgrad.checks.report import CheckReport, Entry

__all__ = [
    "CheckReport",
    "Derivatives",
    "Difference",
    "Entry",
    "StepChecks",
    "TaylorTest",
    "check_derivative",
    "check_derivatives",
    "check_expression",
    "check_gradient",
    "check_program",
    "check_step",
    "derivatives",
    "taylor",
]
