"""Printed and generated text is the same whatever the hash seed."""

import subprocess
import sys

SCRIPT = """
import symgrad as sg
from symgrad.printing import NOTATIONS
from tests.systems import lstm
for system in (sg.cells.notebook(), lstm()):
    once = system.gradient()
    for one in (system, once, once.tangent(), once.gradient(wrt=[system.inputs[0]])):
        print(one, one.latex(), one.lambdify().source, repr(one), sep="\\n")
        print([str(equation) for equation in one.equations])
d = sg.cells.notebook().derivative("h_1", "V_a1")
print(d, d.latex(steps=True), d.expression, d.closed_form, d.lambdify().source, d.check(), sep="\\n")
print(lstm().derivative("h", "h_prev").latex(steps=True))
for notation in NOTATIONS:
    print(lstm().gradient().latex(notation=notation, width=300.0), lstm().derivative("h", "b_i").latex(True, notation))
print(sg.markdown(sg.document(lstm(), notation="greff")), sg.tex(sg.document(d, label="unit")))
for name in ("h_prev", "W_i"):
    d = lstm().derivative("h", name)
    print(d.steps, d.latex(steps=True), d.check_steps(), d.vjp, d.factors, sep="\\n")
"""


def text_with(seed):
    environment = {"PYTHONHASHSEED": str(seed), "PATH": "", "PYTHONPATH": ":".join(path for path in sys.path if path)}
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment, encoding="utf-8"
    )
    return run.stdout


def test_three_hash_seeds():
    first, second, third = (text_with(seed) for seed in (0, 1, 4242))
    assert len(first) > 20_000
    assert first == second == third
