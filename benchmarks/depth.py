"""What a depth of 500 does: as 500 equations, and as one expression."""

import time

import symgrad as sg
from benchmarks.systems import chain, nested
from benchmarks.timing import milliseconds, table

DEPTH = 500


def depth():
    """One row for each verb, with its time in seconds or the name of what it raises."""
    rows = []
    for name, make in (("500 equations", chain), ("one expression", nested)):
        system = make(DEPTH)
        last = system.outputs[0]
        first = system.inputs[0] if name == "one expression" else system.symbol("x_0")
        verbs = {
            "gradient": system.gradient,
            "tangent": system.tangent,
            "tangent of the gradient": lambda system=system: system.gradient().tangent(),
            "text": lambda system=system: str(system.gradient()),
            "LaTeX": lambda system=system: sg.latex(system.gradient()),
            "NumPy code": lambda system=system: system.gradient().lambdify().source,
            "derivative in the names": lambda system=system, a=last, b=first: system.derivative(a, b).expression,
            "closed form": lambda system=system, a=last, b=first: system.derivative(a, b).closed_form,
        }
        rows += [(name, verb, _outcome(action)) for verb, action in verbs.items()]
    return table("A depth of 500", ("system", "verb", "time"), rows)


def _outcome(action):
    begun = time.perf_counter()
    try:
        action()
    except Exception as error:  # what it is, is the answer
        return type(error).__name__
    return milliseconds(time.perf_counter() - begun)
