"""symgrad: where the gradients of a neural cell come from.

Equations go in as a paper writes them; out come closed-form derivatives, LaTeX, NumPy code, and a numeric check.
"""

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.loading import loaded_when_asked, names_in

__version__ = "0.1.0"

# module -> the public names that stand in it; a module without names is public itself. Type checkers read __init__.pyi.
_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "cells": "",
        "claims": "verify",
        "losses": "",
        "calculus.expressions": "differential, gradient, hessian, jacobian, jvp, vjp",
        "calculus.simplification": "simplify",
        "checks": "CheckReport, check_gradient",
        "documents": "Document, algorithm, comment, document, docx, html, markdown, pdf, slides, tex, typst",
        "programs.equations": "Equation",
        "errors": "ArgumentError, DomainError, LatexSyntaxError, MissingPackageError, MissingRuleError, "
        "NameClashError, ShapeError, SymgradError, TooLongError, UnboundNameError",
        "system.system": "Derivation, System",
        "functions.elementwise": "abs_ as abs, acos, acosh, asin, asinh, atan, atanh, cos, cosh, elementwise, elu, "
        "erf, exp, gelu, gelu_tanh, hard_sigmoid, leaky_relu, log, log_sigmoid, normal_cdf, normal_pdf, relu, "
        "sigmoid, sign, silu, sin, sinh, softplus, step, tan, tanh",
        "functions.activations": "hard_swish, mish, selu, softsign, squareplus, tanhshrink",
        "functions.shifted_exponentials": "expm1, log1p, logit",
        "functions.sinusoids": "sinc",
        "operations.of_matrices": "adjugate, coshm, cosm, eigenvalue, eigenvector, expm, logm, nuclear_norm, pinv, "
        "singular_value, sinhm, sinm, solve, sqrtm",
        "operations.contraction": "einsum",
        "operations.convolutions": "convolve, correlate",
        "operations.cumulative": "cumprod, cumsum, linear_scan, roll, shift",
        "operations.gated_units": "dropout, glu, rotary, swiglu",
        "operations.gathering": "gather, one_hot",
        "operations.of_two": "clip, hypot, logaddexp, maximum, minimum, where",
        "operations.pooling": "max_pool, mean_pool, windows",
        "operations.shrinkage": "celu, hard_tanh, hardshrink, prelu, relu6, softshrink",
        "operations.statistics": "cosine_similarity, p_norm, standard_deviation, variance",
        "operations.of_triangles": "cholesky, duplication, elimination, qr, qr_q, qr_r, tril, triu, unvech, vech",
        "operations.operations": "concat, diag, diagonal, divide, dot, hadamard, larger, mean, norm_1, norm_squared, "
        "ones, outer, rows, rsqrt, sqrt, total",
        "papers": "read_latex, second_reading",
        "printing": "Notation, latex, text",
        "recurrence.recurrence": "Recurrence, bidirectional, stacked",
        "expressions.symbols": "dims, matrices, matrix, scalar, scalars, vector, vectors",
        "targets": "lambdify",
        "operations.normalisations": "batch_norm, group_norm, layer_norm, rms_norm",
        "operations.whole_functions": "function",
        "operations.of_vectors": "log_softmax, logdet, logsumexp, norm, normalize, softmax",
    }
)

__all__ = names_in(_PLACES)
__getattr__ = loaded_when_asked(__name__, _PLACES, {"symbols": "expressions.symbols"})


def __dir__() -> list[str]:
    return list(__all__)
