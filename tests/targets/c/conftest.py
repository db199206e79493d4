"""C of these tests is compiled quickly, into a folder of the run; without a compiler they are skipped."""

import pytest

from symgrad.targets.c import c_compiler

NEEDS_NONE = "no_compiler"  # in the name of a test that runs without


@pytest.fixture(autouse=True)
def _quick_compiler(request, tmp_path_factory, monkeypatch):
    if NEEDS_NONE not in request.node.name and c_compiler.find_compiler() is None:
        pytest.skip("no C compiler: install gcc or clang, or name one by the variable CC")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "c-cache"))
    monkeypatch.setattr(c_compiler, "FLAGS", tuple("-O0" if one == "-O3" else one for one in c_compiler.FLAGS))
