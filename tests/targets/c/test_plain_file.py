"""C files that stand alone: they compile without a warning, run under sanitizers, and give what NumPy gives."""

import re
import subprocess

import numpy as np
import pytest

import symgrad as sg
from tests.targets.c import sanitized
from tests.targets.c.every_cell import distance, point_of
from tests.targets.c.sanitized import COMPILERS, WARNINGS, Program

n = sg.dims("n")
x, y, A, L, k = sg.vector("x", n), sg.vector("y", n), sg.matrix("A", n, n), sg.scalar("L"), sg.scalar("k")
LINEAR = sg.System([(L, sg.logdet(A) + sg.dot(A.I * x, sg.softmax(A**2 * y)))]).gradient(of="L")
SYSTEMS = {
    "lstm": sg.Recurrence(sg.cells.lstm()).gradient(),
    "mlstm": sg.cells.mlstm().gradient(),
    "elman_truncated": sg.Recurrence(sg.cells.elman()).gradient(truncate=2),
    "linear": LINEAR,
}


def build(folder, compiler, flags):
    made = folder / f"main_{compiler}"
    told = subprocess.run(
        [compiler, *flags, str(folder / "main.c"), str(folder / "made.c"), "-o", str(made), "-lm"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    return made


@pytest.mark.parametrize("compiler", COMPILERS)
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("what", SYSTEMS)
def test_it_runs_under_sanitizers(what, kind, compiler, tmp_path):
    system = SYSTEMS[what]
    batched = what in ("lstm", "elman_truncated")
    program = Program(system.lambdify(target="c"), batched, tmp_path)
    points = [point_of(system, size, 3 if batched else None) for size in (5, 1)]
    found = program.run(program.build(compiler, kind is np.float32), points, kind)
    numpy = system.lambdify()
    for point, results in zip(points, found, strict=True):
        expected = numpy(**{key: point[key] for key in numpy.arguments})
        assert distance(results, expected, kind is np.float32) < (1e-4 if kind is np.float32 else 1e-12)


def test_a_sanitizer_sees_a_read_past_the_end(tmp_path):
    program = Program(LINEAR.lambdify(target="c"), False, tmp_path)
    made = program.build(COMPILERS[0])
    with pytest.raises(AssertionError, match="heap-buffer-overflow"):
        program.run(made, [point_of(LINEAR, 5, None)], np.float64, more=1)


def test_every_case_of_a_cell_is_run_and_a_wrong_number_is_told(monkeypatch):
    given = {"sizes": (1, 2), "batches": (None, 2), "compilers": COMPILERS[:1], "types": (np.float64,)}
    cases = list(sanitized.cases_of("elman", "gradient over time", **given))
    assert [told for _, told in cases] == [""] * 4
    assert cases[-1][0] == f"elman, gradient over time, {COMPILERS[0]}, float64, size 2, samples 2"
    monkeypatch.setattr(sanitized, "distance", lambda found, expected, single: 1.0)
    monkeypatch.setattr(sanitized, "how_far_it_may_be", lambda *given: 0.5)
    assert all(
        "1.0e+00 from NumPy, at most 5.0e-01" in told for _, told in sanitized.cases_of("elman", "values", **given)
    )


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


def test_files_of_two_types_are_called_by_one_program(tmp_path):
    n = sg.dims("n")
    x, y, k, d = sg.vector("x", n), sg.vector("y", n), sg.scalar("k"), sg.scalar("d")
    function = sg.System([(y, sg.tanh(x)), (d, x[k, 0])], outputs=[y, d]).lambdify(target="c")
    for name, dtype in (("wide", "float64"), ("narrow", "float32")):
        function.save(str(tmp_path / f"{name}.c"), dtype=dtype)
    told = (tmp_path / "narrow.h").read_text()
    assert "of float, k of double." in re.sub(r"\s+\*\s+", " ", told)
    assert "float *d);" in told
    assert "Checked in float32" in (tmp_path / "narrow.c").read_text()
    (tmp_path / "main.c").write_text(
        '#include "wide.h"\n#include "narrow.h"\n#include <stdio.h>\nint main(void) {\n'
        "double x[2] = {1, 2}, y[2], d, k = 1; float a[2] = {1, 2}, b[2], c;\n"
        "if (wide(2, x, &k, y, &d) || narrow(2, a, &k, b, &c)) return 1;\n"
        'printf("%.17g %.17g %.9g %.9g", y[0], d, (double)b[0], (double)c);\nreturn 0;\n}\n'
    )
    for flags in ((), ("-DSYMGRAD_FLOAT",)):
        words = [COMPILERS[0], *WARNINGS, *flags, "main.c", "wide.c", "narrow.c", "-o", "main", "-lm"]
        subprocess.run(words, cwd=tmp_path, check=True)
        numbers = subprocess.run([str(tmp_path / "main")], capture_output=True, text=True, check=True).stdout.split()
        np.testing.assert_allclose([float(one) for one in numbers[:2]], [np.tanh(1), 2], rtol=1e-15)
        np.testing.assert_allclose([float(one) for one in numbers[2:]], [np.tanh(1), 2], rtol=1e-7)


def test_lines_of_a_header_are_as_wide_as_people_write_them():
    for what, system in SYSTEMS.items():
        text = system.lambdify(target="c").header_text("gradient_of_what_is_told")
        assert max(map(len, text.splitlines())) <= 90, what  # equations are broken where a term ends
        assert max(map(len, text[text.index("#ifndef") :].splitlines())) <= 80, what


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
