"""What functional code may say: words of the standard, imports of one library, and never a write into an array."""

import ast

import pytest
import sympy as sp

import symgrad as sg
from symgrad.targets.functional.elementwise_sources import TEMPLATES
from symgrad.targets.functional.library_spellings import ARRAY_API, JAX, TORCH
from symgrad.targets.functional.lowered import Lowered
from symgrad.targets.functional.row_sources import SOURCES
from tests.own_cells import REPRESENTATIVE
from tests.targets.same_results import KINDS, system_of

CASES = [(cell, kind) for cell in REPRESENTATIVE for kind in ("gradient", "gradient over time")]


def source_of(cell, kind, spelling, batched=True):
    system = system_of(cell, kind)
    return None if system is None else Lowered(system.program).source(spelling, batched)


def writes(source):
    """The lines that write into an array: an entry or an attribute that is assigned, and what is added to in place."""
    found = []
    for node in ast.walk(ast.parse(source)):
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AugAssign) or any(isinstance(one, (ast.Subscript, ast.Attribute)) for one in targets):
            found.append(ast.unparse(node))
    return found


def words(source, module="xp"):
    """The functions that code takes from a module, those of linear algebra with their prefix."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            text = ast.unparse(node)
            if text.startswith(f"{module}."):
                found.add(text.removeprefix(f"{module}."))
    return found - {"linalg"}


def imports(source):
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("spelling", [ARRAY_API, JAX, TORCH], ids=lambda spelling: spelling.name)
@pytest.mark.parametrize(("cell", "kind"), CASES)
def test_no_line_writes_into_an_array_and_one_library_is_imported(cell, kind, spelling):
    source = source_of(cell, kind, spelling)
    if source is None:
        return
    assert writes(source) == []
    library = {"array-api": {"array_api_compat", "numpy"}, "jax": {"jax"}, "torch": {"torch"}}[spelling.name]
    assert imports(source) - {"math"} == library


def test_a_line_that_writes_would_be_seen():
    assert writes("x[0] = 1\ny = x\ny += 1\nz.real = 2") == ["x[0] = 1", "y += 1", "z.real = 2"]
    assert writes("x, y = y, x") == []


def every_source():
    """All sources of functions that functional code may call, and all templates, as one module."""
    sources = {source for _, needed in TEMPLATES.values() for source in needed}
    sources |= {source for needed in SOURCES.values() for source in needed}
    lines = [template.replace("{x}", "x") for template, _ in TEMPLATES.values()]
    return "\n".join([*sorted(sources), *lines])


def standard():
    """Whether the standard has a word: functions, constants, and those of its extension for linear algebra."""
    strict = pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")
    strict.set_array_api_strict_flags(api_version="2023.12")
    return lambda word: hasattr(strict.linalg if word.startswith("linalg.") else strict, word.removeprefix("linalg."))


@pytest.mark.parametrize(("cell", "kind"), CASES)
def test_every_word_is_one_of_the_standard(cell, kind):
    known = standard()
    source = source_of(cell, kind, ARRAY_API)
    assert source is None or [word for word in sorted(words(source)) if not known(word)] == []


def test_every_word_of_a_source_is_one_of_the_standard():
    known = standard()
    assert [word for word in sorted(words(every_source())) if not known(word)] == []
    assert not known("einsum")
    assert words("xp.linalg.inv(x) + xp.einsum(x)") == {"linalg.inv", "einsum"}


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_system_gives_the_same_text(kind):
    assert source_of("gru", kind, JAX) == source_of("gru", kind, JAX)


def test_lines_have_the_names_of_the_equations_and_the_docstring_the_shapes():
    source = source_of("lstm", "values over time", ARRAY_API)
    assert "takes x: (T, B, m)" in source
    assert "gives h, c: (T, B, n)" in source
    for name in ("i", "f", "o", "g", "c", "h"):
        assert f"\n        {name}_t = " in source


def test_loops_of_jax_are_scans_and_what_is_read_at_the_end_alone_is_not_kept():
    source = source_of("lstm", "gradient over time", JAX)
    assert source.count("jax.lax.scan(") == 2
    assert source.count("reverse=True") == 1
    assert not [node for node in ast.walk(ast.parse(source)) if isinstance(node, (ast.For, ast.While))]
    assert "(bar_h_prev_end, bar_c_prev_end), (bar_pre_f, bar_pre_g, bar_pre_i, bar_pre_o) = jax.lax.scan(" in source


def test_a_name_that_the_code_says_itself_is_another_one():
    n = sg.dims("n")
    xp, jnp, device, y = (sg.vector(name, n) for name in ("xp", "jnp", "device", "y"))
    source = Lowered(sg.System([(y, sg.sigmoid(xp) + jnp + device)]).program).source(JAX)
    assert "def evaluate(device_, jnp_, xp_):" in source
    assert "y = jax.nn.sigmoid(xp_) + device_ + jnp_" in source


def test_names_of_an_author_are_no_words_of_a_library():
    """``axis`` is ``dim`` in torch where it says along what, and the author's own everywhere else."""
    axis, dim, keepdims, y = sg.scalars("axis dim keepdims y")
    x = sg.vector("x", sg.dims("n"))
    same = sp.Piecewise((dim, sp.Eq(axis, 2)), (3 * dim, sp.Eq(keepdims, dim)), (axis, True))
    source = Lowered(sg.System([(y, same * sg.logsumexp(x))]).program).source(TORCH, ())
    assert "torch.where(axis == 2.0, dim, torch.where(dim == keepdims, 3.0 * dim, axis))" in source
    assert "dim=-1, keepdim=True" in source
