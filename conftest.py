"""What pytest does not collect, for a package or a C compiler that is not there, and what it says of that."""

import importlib.util
import shutil

import pytest

_OF = {
    "torch": [
        "symgrad/targets/torch/*",
        "tests/targets/torch/two_processes.py",
        "tests/targets/torch/random_gradients.py",
    ],
    "jax": ["tests/targets/jax_devices.py", "tests/targets/jax_gradients.py", "tests/targets/jax_processes.py"],
}
_EXAMPLES = {"jax": ["symgrad.targets.jax_functions"]}  # modules that can be read without the package, and not run
_ABSENT = [name for name in _OF if not importlib.util.find_spec(name)]
_OF_C = ["symgrad/targets/c/c_function.py", "symgrad/targets/c/c_time_function.py"]
_HAS_COMPILER = any(map(shutil.which, ("gcc", "cc", "clang")))
collect_ignore_glob = [path for name in _ABSENT for path in _OF[name]] + ([] if _HAS_COMPILER else _OF_C)


def pytest_collection_modifyitems(items):
    """Skips the examples that need a package."""
    for name in _ABSENT:
        for item in items:
            if isinstance(item, pytest.DoctestItem) and item.dtest.globs.get("__name__") in _EXAMPLES.get(name, ()):
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


def pytest_terminal_summary(terminalreporter):
    """Says what was left out."""
    for name in _ABSENT:
        terminalreporter.write_line(f"Not collected, for {name} is not installed: {', '.join(_OF[name])}")
    if not _HAS_COMPILER:
        terminalreporter.write_line(f"Not collected, for there is no C compiler: {', '.join(_OF_C)}")
