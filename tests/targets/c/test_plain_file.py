"""C files that stand alone: they compile without a warning, run under sanitizers, and give what NumPy gives."""

import shutil
import subprocess

import numpy as np
import pytest

import symgrad as sg
from tests.targets.c.every_cell import STEPS, point_of

WARNINGS = ("-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
COMPILERS = [name for name in ("gcc", "clang") if shutil.which(name)]
n = sg.dims("n")
x, y, A, L, k = sg.vector("x", n), sg.vector("y", n), sg.matrix("A", n, n), sg.scalar("L"), sg.scalar("k")
LINEAR = sg.System([(L, sg.logdet(A) + sg.dot(A.I * x, sg.softmax(A**2 * y)))]).gradient(of="L")
SYSTEMS = {
    "lstm": sg.Recurrence(sg.cells.lstm()).gradient(),
    "mlstm": sg.cells.mlstm().gradient(),
    "elman_truncated": sg.Recurrence(sg.cells.elman()).gradient(truncate=2),
    "linear": LINEAR,
}


def main_of(function, point, samples):
    """A program that calls the function with arrays of exactly their sizes, and prints the results."""
    module = function._text(function._batches(True if samples else None if hasattr(function, "kept") else ()))
    body = module.source.body
    sizes = {"T": STEPS, "B": samples or 1}
    lines, names = [], []
    for one in module.inputs:
        if one.hidden:
            continue
        array = np.asarray(point[one.name], float)
        sizes |= {str(axis): size for axis, size in zip(reversed(one.axes), reversed(array.shape), strict=False)}
        entries = ", ".join(float(number).hex() for number in array.ravel())
        names.append(body.inputs[one.value])
        lines.append(f"static const double from_{names[-1]}[] = {{{entries}}};")
    lines += ["int main(void) {", "long done = 0;"]
    for name in names:
        lines += [f"REAL *{name} = malloc(sizeof from_{name} / sizeof(double) * sizeof(REAL));"]
        count = f"sizeof from_{name} / sizeof(double)"
        lines += [f"for (unsigned long q = 0; q < {count}; q++) {name}[q] = (REAL)from_{name}[q];"]
    results = {}
    for name, axes in module.results.items():
        shape = [sizes.get(getattr(axis, "name", str(axis)), axis) for axis in axes]
        shape = [int(axis if isinstance(axis, int) else axis.subs(sizes)) for axis in shape]
        results[name] = shape
        lines.append(f"REAL *{body.results[name]} = malloc(sizeof(REAL) * {int(np.prod(shape))});")
    dims = [str(sizes[getattr(axis, "name", str(axis))]) for axis in body.dims]
    call = ", ".join([*dims, *names, *body.results.values()])
    lines.append(f"done = {function_name(function)}({call});")
    for name, shape in results.items():
        own = body.results[name]
        lines.append(f'for (long q = 0; q < {int(np.prod(shape))}; q++) printf("%.17g\\n", (double){own}[q]);')
    lines += [f"free({name});" for name in (*names, *body.results.values())]
    return "\n".join([*lines, "return (int)done;", "}", ""]), results


def function_name(function):
    return "made"


def build(folder, compiler, flags):
    made = folder / f"main_{compiler}"
    told = subprocess.run(
        [compiler, *flags, str(folder / "main.c"), str(folder / "made.c"), "-o", str(made), "-lm"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return made


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("single", [False, True])
@pytest.mark.parametrize("what", SYSTEMS)
def test_it_runs_under_sanitizers(what, single, compiler, tmp_path):
    system = SYSTEMS[what]
    samples = 3 if what in ("lstm", "elman_truncated") else None
    function = system.lambdify(target="c")
    function.save(str(tmp_path / "made.c"))
    point = point_of(system, 5, samples)
    text, results = main_of(function, point, samples)
    real = "float" if single else "double"
    head = f'#include <stdio.h>\n#include <stdlib.h>\n#include "made.h"\n#define REAL {real}\n'
    (tmp_path / "main.c").write_text(head + text)
    flags = [*WARNINGS, *SANITIZERS, *(["-DSYMGRAD_FLOAT"] if single else [])]
    told = subprocess.run([str(build(tmp_path, compiler, flags))], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    numbers = np.array([float(line) for line in told.stdout.split()])
    given = {key: value for key, value in point.items() if key in function.arguments}
    expected = system.lambdify()(**given)
    expected = expected if isinstance(expected, dict) else {next(iter(results)): expected}
    top = max(np.abs(array).max() for array in expected.values())
    flat = np.concatenate([np.ravel(expected[name]) for name in results])
    assert np.abs(numbers - flat).max() < (1e-4 if single else 1e-12) * top


def test_a_sanitizer_sees_a_read_past_the_end(tmp_path):
    system = SYSTEMS["linear"]
    function = system.lambdify(target="c")
    function.save(str(tmp_path / "made.c"))
    point = point_of(system, 5, None)
    text, _ = main_of(function, point, None)
    head = '#include <stdio.h>\n#include <stdlib.h>\n#include "made.h"\n#define REAL double\n'
    (tmp_path / "main.c").write_text(head + text.replace("made(5", "made(6"))
    told = subprocess.run([str(build(tmp_path, COMPILERS[0], SANITIZERS))], capture_output=True, text=True, check=False)
    assert told.returncode != 0
    assert "heap-buffer-overflow" in told.stderr


@pytest.mark.parametrize("what", SYSTEMS)
def test_the_example_in_the_header_compiles_and_runs(what, tmp_path):
    SYSTEMS[what].lambdify(target="c").save(str(tmp_path / "made.c"))
    header = (tmp_path / "made.h").read_text().partition("A program that calls it with zeros:")[2]
    lines = [line.removeprefix(" *").removeprefix("     ") for line in header.partition(" */")[0].splitlines()]
    (tmp_path / "main.c").write_text("\n".join([*lines, ""]))
    told = subprocess.run([str(build(tmp_path, COMPILERS[0], WARNINGS))], check=False)
    assert told.returncode == int(what == "linear")  # a matrix of zeros is singular


def test_it_tells_equations_shapes_and_what_it_was_checked_against():
    function = SYSTEMS["lstm"].lambdify(target="c")
    for text in (function.file_text("lstm_gradient"), function.header_text("lstm_gradient")):
        assert "c[t] = i[t] ⊙ g[t] + f[t] ⊙ c[t-1]" in text
        assert "array x[T][B][m]" in text
        assert "Checked at a random point with T = 4" in text
        assert "int lstm_gradient(" in text
    assert "Python" not in function.file_text()


def test_names_of_c_and_of_its_library_are_no_names_of_variables(tmp_path):
    m = sg.dims("while")
    names = ("exp", "int", "double", "k_0", "real", "T", "work", "sg_product", "malloc", "main", "s", "I", "φ", "steps")
    symbols = [sg.vector(name, m) for name in names]
    out = sg.vector("return", m)
    system = sg.System([(out, sg.hadamard(*(sg.tanh(one) for one in symbols)))], outputs=[out]).gradient()
    function = system.lambdify(target="c")
    point = point_of(system, 3, None)
    expected = system.lambdify()(**point)
    for name, array in function(**point).items():
        np.testing.assert_allclose(array, expected[name], rtol=1e-12)
    function.save(str(tmp_path / "made.c"))
    for compiler in COMPILERS:
        words = [compiler, *WARNINGS, "-c", str(tmp_path / "made.c"), "-o", str(tmp_path / "made.o")]
        assert subprocess.run(words, check=False).returncode == 0
