"""What a depth of 500 does: as 500 equations, and as one expression."""

import time

import symgrad as sg
from benchmarks.systems import chain, nested
from benchmarks.timing import milliseconds, table

DEPTH = 500


def depth():
    """One row for each verb, with its time in seconds or the name of what it raises."""
    rows = []
    for name, make, by in (("500 equations", chain, "x_0"), ("one expression", nested, "x")):
        system, taken = _outcome(lambda make=make: make(DEPTH))
        rows.append((name, "the system itself", taken))
        if system is not None:
            rows += [(name, verb, _outcome(action)[1]) for verb, action in _verbs(system, by).items()]
    return table(f"A depth of {DEPTH}", ("system", "verb", "time"), rows)


def _verbs(system, by):
    (last,) = system.outputs
    return {
        "gradient": system.gradient,
        "tangent": system.tangent,
        "tangent of the gradient": lambda: system.gradient().tangent(),
        "text of the gradient": lambda: str(system.gradient()),
        "LaTeX of the gradient": lambda: sg.latex(system.gradient()),
        "NumPy code of the gradient": lambda: system.gradient().lambdify().source,
        "derivative in the names": lambda: system.derivative(last, by).expression,
        "closed form of the derivative": lambda: system.derivative(last, by).closed_form,
    }


def _outcome(action):
    """What an action gives, and the time that it takes or the name of what it raises."""
    begun = time.process_time()
    try:
        made = action()
    except Exception as error:  # what it is, is the answer
        return None, type(error).__name__
    return made, milliseconds(time.process_time() - begun)
