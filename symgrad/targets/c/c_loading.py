"""Compiled C as something to call: a CPython module, or, where Python.h is missing, a library by ctypes."""

from __future__ import annotations

import ctypes
import importlib.util
import sys
import sysconfig
from collections.abc import Callable, Sequence
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from symgrad.errors import SymgradError
from symgrad.targets.c.c_compiler import built
from symgrad.targets.c.c_extension import CModule

FLOAT = "-DSYMGRAD_FLOAT"


class Loaded(Protocol):
    """What a module of compiled C has (:mod:`symgrad.targets.c.c_extension`)."""

    def call(self, **arrays: Any) -> Any:
        """The results, or NotImplemented."""

    def run(self, dims: tuple[int, ...], arrays: tuple[Any, ...]) -> Any:
        """The results for arrays that were checked."""

    def let_go(self) -> None:
        """Forgets the work space."""


def loaded(module: CModule, single: bool, debug: Sequence[str] = ()) -> Loaded:
    """The module compiled and loaded, of float32 where ``single``; ``debug`` are flags more."""
    flags = [*([FLOAT] if single else []), *debug]
    header = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if not header.is_file():
        return _Library(module, single, flags)
    folders = ["-isystem", str(header.parent), "-isystem", np.get_include()]
    key = [sys.version, np.__version__]
    made = _opened(lambda: built(module.text(), [*flags, *folders], EXTENSION_SUFFIXES[0], key), _imported)
    _give_blas(made, single)
    return made


def _opened(build: Callable[[], Path], opened: Callable[[Path], Any]) -> Any:
    """What was built, opened; built once more where what the cache has is broken. Raises SymgradError."""
    path = build()
    try:
        return opened(path)
    except (ImportError, OSError):
        path.unlink(missing_ok=True)
    path = build()
    try:
        return opened(path)
    except (ImportError, OSError) as error:
        raise SymgradError(
            f"compiled C cannot be loaded: {error}. Code must be allowed to run in {path.parent}; the variable "
            f"XDG_CACHE_HOME names another folder, and target='numpy' needs none."
        ) from None


def _imported(path: Path) -> Any:
    name = path.name.removesuffix(EXTENSION_SUFFIXES[0])
    loader = ExtensionFileLoader(name, str(path))
    spec = importlib.util.spec_from_file_location(name, path, loader=loader)
    assert spec is not None
    made = importlib.util.module_from_spec(spec)
    loader.exec_module(made)
    return made


def _give_blas(module: Any, single: bool) -> None:
    """SciPy's product of matrices, where SciPy is there."""
    try:
        blas = importlib.import_module("scipy.linalg.cython_blas")
    except ImportError:
        return
    module.use_blas(blas.__pyx_capi__["sgemm" if single else "dgemm"])


class _Library:
    """The same by ctypes: some microseconds more a call."""

    def __init__(self, module: CModule, single: bool, flags: Sequence[str]) -> None:
        self._module, self._kind = module, np.dtype(np.float32 if single else np.float64)
        source = f"{module.source.program()}\n{module.source.entry()}"
        self._library = _opened(lambda: built(source, flags, ".so", ["ctypes"]), lambda path: ctypes.CDLL(str(path)))
        self._library.sg_entry_room.restype = ctypes.c_size_t

    def call(self, **arrays: Any) -> Any:
        return NotImplemented

    def run(self, dims: tuple[int, ...], arrays: tuple[Any, ...]) -> Any:
        numbers = (ctypes.c_long * len(dims))(*dims)
        sizes = dict(zip(self._module.source.body.dims, dims, strict=True))
        results = [
            np.empty([int(_number(axis, sizes)) for axis in axes], self._kind) for axes in self._module.results.values()
        ]
        work = np.empty(self._library.sg_entry_room(numbers) + 16, self._kind)
        pointers = [one.ctypes.data for one in (*arrays, *results)]
        fault = (ctypes.c_double * 2)()
        failed = self._library.sg_entry(
            numbers, (ctypes.c_void_p * max(len(pointers), 1))(*pointers), ctypes.c_void_p(work.ctypes.data), fault
        )
        if failed:
            raise ArithmeticError(failed, fault[0], fault[1])
        given = [one[()] for one in results]
        return given[0] if len(given) == 1 else dict(zip(self._module.results, given, strict=True))

    def let_go(self) -> None:
        """Nothing stays."""


def _number(axis: Any, sizes: dict[Any, int]) -> Any:
    return axis.xreplace(sizes) if hasattr(axis, "xreplace") else axis
