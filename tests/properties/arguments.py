"""Wrong arguments of every public function: ``python3 -m tests.properties.arguments [NAME ...]``.

Each argument of a right call is replaced by things that it cannot be. What comes is a result or a SymgradError;
anything else is told, with status 1.
"""

import inspect
import sys
import warnings

import numpy as np

import symgrad as sg

n, m = sg.dims("n m")
x, v, h = sg.vectors("x v h", n)
u = sg.vector("u", m)
A, W = sg.matrix("A", n, n), sg.matrix("W", n, m)
S = sg.matrix("S", n, n, symmetric=True)
loss, end = sg.dot(x, x), sg.scalar("L")
CELL = sg.System([(h, sg.tanh(W * u))], parameters=[W])
CLOSED = sg.System([(h, sg.tanh(W * u)), (end, sg.dot(h, h))], parameters=[W])
CUT = sg.Recurrence(sg.cells.elman())
PAGE = sg.document(sg.cells.dense(), check=False, steps=[])

JUNK = {
    "None": None, "5": 5, "1.5": 1.5, "-1": -1, "nan": float("nan"), "True": True, "'zz'": "zz", "''": "", "b'x'": b"x",
    "[]": [], "[1]": [1], "(1, 2, 3)": (1, 2, 3), "{}": {}, "{1}": {1}, "object()": object(), "an array": np.ones(3),
    "a function": lambda q: q, "a vector": v, "a matrix": A, "a System": CELL,
}  # fmt: skip

# Name -> arguments of a right call; optional arguments follow from the signature.
UNARY = (
    "diag mean norm_1 norm_squared sqrt total tanh sigmoid abs softmax logsumexp norm normalize maximum log_softmax "
    "layer_norm rms_norm mish softsign selu celu elu squareplus hard_tanh hard_swish relu6 softshrink hardshrink "
    "tanhshrink log1p expm1 logit sinc rsqrt variance standard_deviation p_norm minimum"
)
OF_MATRIX = (
    "batch_norm diagonal logdet expm sinm cosm sinhm coshm pinv sqrtm logm nuclear_norm adjugate qr qr_q "
    "qr_r tril triu vech"
)
OF_AN_OUTPUT = (
    "mean_squared_error mean_absolute_error huber log_cosh pinball poisson_nll nll kl_divergence dice focal hinge "
    "binary_cross_entropy binary_cross_entropy_with_logits squared_hinge triplet contrastive info_nce cosine_embedding "
    "margin_ranking crf ctc"
)
CALLS = {
    "read_latex": (sg.read_latex, ("y = W x",)),
    "second_reading": (sg.second_reading, (r"$$y = w x$$",)),
    "verify": (sg.verify, (r"$$y = w x$$ $$\frac{\partial y}{\partial x} = w$$",)),
    **{name: (getattr(sg, name), (x,)) for name in UNARY.split()},
    **{name: (getattr(sg, name), (A,)) for name in OF_MATRIX.split()},
    **{name: (getattr(sg, name), (x, v)) for name in [
        "divide", "dot", "hadamard", "larger", "concat", "outer", "prelu", "logaddexp", "hypot", "cosine_similarity",
        "glu", "swiglu",
    ]},
    "minimum of two": (sg.minimum, (x, v)), "maximum of two": (sg.maximum, (x, v)), "clip": (sg.clip, (x, -1, 1)),
    "where": (sg.where, (x, v, h)), "where, by a comparison": (sg.where, (end > 0, v, h)),
    "elu with alpha": (sg.elu, (x, 2)), "dropout": (sg.dropout, (x, v, 0.5)),
    "rotary": (sg.rotary, (sg.vector("w", 2 * n), x)), "group_norm": (sg.group_norm, (sg.vector("w", 2 * n), 2)),
    "einsum": (sg.einsum, ("ij,j->i", A, x)),
    **{name: (getattr(sg, name), (S, 0)) for name in ["eigenvalue", "eigenvector"]},
    "singular_value": (sg.singular_value, (A, 0)),
    **{name: (getattr(sg, name), (x, u)) for name in ["convolve", "correlate"]},
    **{name: (getattr(sg, name), (sg.vector("w", 2 * n), 2)) for name in ["max_pool", "mean_pool"]},
    **{name: (getattr(sg, name), (x, 1)) for name in ["shift", "roll"]},
    **{name: (getattr(sg, name), (x,)) for name in ["cumsum", "cumprod"]},
    "windows": (sg.windows, (x, m)), "linear_scan": (sg.linear_scan, (x, v)), "gather": (sg.gather, (W, [0, 1])),
    "one_hot": (sg.one_hot, (0, n)), "function": (sg.function, ("f",)),
    "solve": (sg.solve, (A, x)), "cholesky": (sg.cholesky, (S,)),
    "unvech": (sg.unvech, (sg.vector("w", n*(n + 1)/2), n)),
    "duplication": (sg.duplication, (n,)), "elimination": (sg.elimination, (n,)),
    "dims": (sg.dims, ("n",)), "scalar": (sg.scalar, ("q",)), "scalars": (sg.scalars, ("q r",)),
    "vector": (sg.vector, ("q", n)), "vectors": (sg.vectors, ("q r", n)), "matrix": (sg.matrix, ("Q", n, m)),
    "matrices": (sg.matrices, ("Q R", n, m)), "ones": (sg.ones, (n, m)), "rows": (sg.rows, (x, 0, 2)),
    "elementwise": (sg.elementwise, ("sq", lambda t, y: 2 * t, lambda t: t**2)),
    "gradient": (sg.gradient, (loss, x)), "jacobian": (sg.jacobian, (A * x, x)), "vjp": (sg.vjp, (A * x, x, v)),
    "jvp": (sg.jvp, (A * x, x, v)), "differential": (sg.differential, (A * x, x)), "simplify": (sg.simplify, (x + x,)),
    "lambdify": (sg.lambdify, (loss,)), "latex": (sg.latex, (loss,)),
    "text": (sg.text, (loss,)), "html": (sg.html, (PAGE,)), "markdown": (sg.markdown, (None,)),
    "tex": (sg.tex, (PAGE,)), "algorithm": (sg.algorithm, (CELL,)),
    "typst": (sg.typst, (None,)), "docx": (sg.docx, (None,)),
    "slides": (sg.slides, (None,)), "comment": (sg.comment, (CELL,)),
    "System": (sg.System, ([(h, A * x)],)), "Recurrence": (sg.Recurrence, (sg.cells.elman(),)),
    "bidirectional": (sg.bidirectional, (sg.cells.elman(),)), "stacked": (sg.stacked, (sg.cells.elman(),)),
    "Notation": (sg.Notation, ()), "Derivation": (sg.Derivation, (CELL, "h", "W")),
    "System.derivative": (CELL.derivative, ("h", "W")), "System.gradient": (CELL.gradient, ("h", "W")),
    "System.tangent": (CELL.tangent, ("W",)), "System.value_and_gradient": (CELL.value_and_gradient, ("h", "W")),
    "System.lambdify": (CELL.lambdify, ("h",)), "System.latex": (CELL.latex, ()),
    "System.symbol": (CELL.symbol, ("h",)),
    "System.substitute": (CELL.substitute, ({"u": u},)), "System.check": (CLOSED.check, ("L",)),
    "Derivation.latex": (CELL.derivative("h", "u").latex, ()), "Recurrence.gradient": (CUT.gradient, ("h",)),
    "Recurrence.lambdify": (CUT.lambdify, ()), "Recurrence.unroll": (CUT.unroll, (2,)),
    "CheckReport.markdown": (CLOSED.check().markdown, ()),
    "losses.squared_error": (sg.losses.squared_error, (CELL, "h")),
    "losses.cross_entropy": (sg.losses.cross_entropy, (CELL, "h")),
    "losses.cotangent": (sg.losses.cotangent, (CELL, "h")),
    "cells.search": (sg.cells.search, ("gate",)), "cells.compare": (sg.cells.compare, ("elman", CELL)),
    **{f"losses.{name}": (getattr(sg.losses, name), (CELL, "h")) for name in OF_AN_OUTPUT.split()},
    "losses.gaussian_nll": (sg.losses.gaussian_nll, (CELL, "h", "h")),
    "losses.gaussian_kl": (sg.losses.gaussian_kl, (CELL, "h", "h")),
    "losses.elbo": (sg.losses.elbo, (CELL, "h", "h", "h")),
    "losses.weight_decay": (sg.losses.weight_decay, (CLOSED, "L")),
    "losses.elastic_net": (sg.losses.elastic_net, (CLOSED, "L")),
}  # fmt: skip
INTERNAL = {"derived", "follows", "stated"}  # which symgrad itself gives


def variants(function, arguments):
    """Each argument of a call, by position or name, as (arguments, keywords) with a hole for something wrong."""
    for position in range(len(arguments)):
        yield (
            f"argument {position + 1}",
            lambda wrong, at=position: ((*arguments[:at], wrong, *arguments[at + 1 :]), {}),
        )
    for place, (name, parameter) in enumerate(inspect.signature(function).parameters.items()):
        later = place >= len(arguments) or parameter.kind is inspect.Parameter.KEYWORD_ONLY
        named = parameter.kind not in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        if later and named and name not in INTERNAL:
            yield f"{name}=", lambda wrong, name=name: (arguments, {name: wrong})


def tried(name):
    """(what was given, what came) wherever something else than a result or a SymgradError came."""
    function, arguments = CALLS[name]
    for place, with_wrong in variants(function, arguments):
        for told, wrong in JUNK.items():
            args, keywords = with_wrong(wrong)
            try:
                str(function(*args, **keywords))
            except sg.SymgradError as error:
                if len(str(error)) < len("it cannot be so"):
                    yield f"{name}: {told} as {place}", f"says no more than {error!r}"
            except Exception as error:  # whatever came is the answer
                yield f"{name}: {told} as {place}", f"{type(error).__name__}: {error}"


def main(names):
    """Tries; the exit status."""
    warnings.simplefilter("ignore")
    count = 0
    for name in names or CALLS:
        for given, came in tried(name):
            count += 1
            print(f"{given} gives {came}")
    print(f"{len(names or CALLS)} functions, {count} without an error of symgrad")
    return bool(count)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
