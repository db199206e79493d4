"""The system of a cell's name, of a Python file or of standard input; a file is run, and trusted as any code is."""

from __future__ import annotations

import contextlib
import difflib
import sys
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from symgrad import cells
from symgrad.errors import SymgradError, UnboundNameError
from symgrad.system.system import System
from symgrad.time import TimeProgram

_MODULE = "<symgrad>"  # not __main__: what a file does where it is the program is not asked for


def system_of(cell: str) -> System:
    """The system of a cell's name, of a Python file, or of standard input (``-``).

    Raises UnboundNameError where there is none, SymgradError with the last lines of a file that fails.
    """
    if cell == "-":
        return _only_system(_run(_from_standard_input(), "<stdin>"), "standard input")
    if cell in cells.__all__:
        made: System = getattr(cells, cell)()
        return made
    if cell.endswith(".py") or Path(cell).is_file():
        return _only_system(_run(_from_file(cell), cell), cell)
    near = difflib.get_close_matches(cell, cells.__all__, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    raise UnboundNameError(
        f"no cell named {cell}.{meant} There are {', '.join(cells.__all__)}; a Python file ends in .py."
    )


def _from_file(path: str) -> bytes:
    if not Path(path).is_file():
        raise UnboundNameError(f"no file {path}.")
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise SymgradError(f"{path} cannot be read: {error.strerror}.") from None


def _from_standard_input() -> str:
    try:
        return sys.stdin.read()
    except UnicodeDecodeError as error:
        raise SymgradError(f"standard input is not text in {error.encoding}: {error.reason}.") from None


def _run(source: str | bytes, name: str) -> dict[str, Any]:
    """What Python code defines. What it prints goes to the standard error, so that the output is symgrad's alone."""
    module = ModuleType(_MODULE)
    module.__file__ = name
    try:
        code = compile(source, name, "exec")
        with contextlib.redirect_stdout(sys.stderr), _running(module, name):
            exec(code, vars(module))
    except (Exception, SystemExit) as error:
        raise SymgradError(f"{name} fails:\n{_last_lines(error, name)}") from None
    return vars(module)


@contextlib.contextmanager
def _running(module: ModuleType, name: str) -> Iterator[None]:
    """With a module that its classes find, imports from the folder of its file, and it as the program that runs."""
    before = sys.path[:], sys.argv[:], sys.modules.get(module.__name__)
    sys.path.insert(0, str(Path(name).parent.resolve()))
    sys.argv = [name]
    sys.modules[module.__name__] = module
    try:
        yield
    finally:
        sys.path[:], sys.argv[:] = before[:2]
        del sys.modules[module.__name__]
        if before[2] is not None:
            sys.modules[module.__name__] = before[2]


def _last_lines(error: BaseException, name: str) -> str:
    """The traceback from the file's own lines on."""
    told = traceback.TracebackException.from_exception(error)
    places = [place for place, frame in enumerate(told.stack) if frame.filename == name]
    told.stack = traceback.StackSummary.from_list(told.stack[places[0] : places[-1] + 1] if places else [])
    return "".join(told.format(chain=False)).removeprefix("Traceback (most recent call last):\n").rstrip("\n")


def _only_system(scope: Mapping[str, Any], place: str) -> System:
    """The System that a script calls ``cell``, or the only one that it makes."""
    systems = {name: value for name, value in scope.items() if isinstance(value, System)}
    made = {name: value for name, value in systems.items() if not isinstance(value.program, TimeProgram)}
    if "cell" in made:
        return made["cell"]
    if len({id(value) for value in made.values()}) != 1:
        other = next((name for name in systems if name not in made), None)
        over_time = f"none; {other} is one over time: give its cell, and say --through-time" if other else "none"
        found = f"several: {', '.join(made)}" if made else over_time
        raise UnboundNameError(f"{place} should make one sg.System, or name one of them cell, but it makes {found}.")
    return next(iter(made.values()))
