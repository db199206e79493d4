"""The C compiler: which one there is, how it is called, and a cache of what it made."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from symgrad.errors import MissingPackageError, SymgradError

CANDIDATES = ("gcc", "cc", "clang")
FLAGS = ("-O3", "-std=gnu11", "-fno-math-errno", "-fno-trapping-math", "-fPIC", "-shared")
NATIVE = "-march=native"


@dataclass(frozen=True)
class Compiler:
    """A C compiler: the words that call it, and what it says of itself."""

    command: tuple[str, ...]
    version: str

    def compile(self, source: Path, made: Path, flags: Sequence[str]) -> None:
        """Compiles a file. Raises SymgradError with what the compiler said."""
        link = ("-undefined", "dynamic_lookup") if sys.platform == "darwin" else ()
        words = [*self.command, *FLAGS, *flags, *link, str(source), "-o", str(made), "-lm"]
        told = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
        if told.returncode and NATIVE in words:  # a compiler that does not know the machine
            words.remove(NATIVE)
            told = subprocess.run(words, capture_output=True, text=True, errors="replace", check=False)
        if told.returncode:
            raise SymgradError(f"the C compiler failed: {shlex.join(words)} says\n{told.stderr[-2000:]}")


def find_compiler() -> Compiler | None:
    """The compiler of the variable CC, else the first of gcc, cc and clang; None where there is none."""
    wanted = os.environ.get("CC", "")
    return _found(tuple(shlex.split(wanted)), os.environ.get("PATH", ""))


@functools.cache
def _found(wanted: tuple[str, ...], path: str) -> Compiler | None:
    for command in (wanted,) if wanted else tuple((name,) for name in CANDIDATES):
        if shutil.which(command[0], path=path) is None:
            continue
        told = subprocess.run([*command, "--version"], capture_output=True, text=True, errors="replace", check=False)
        if told.returncode == 0:
            return Compiler(command, told.stdout.split("\n", 1)[0])
    return None


def require_compiler() -> Compiler:
    """The compiler. Raises MissingPackageError where there is none."""
    found = find_compiler()
    if found is None:
        named = os.environ.get("CC")
        sought = f"CC={named}, which does not run" if named else f"none of {', '.join(CANDIDATES)} is on the PATH"
        raise MissingPackageError(
            f"target 'c' needs a C compiler, and there is {sought}; install one ('apt install gcc', 'dnf install gcc', "
            f"'xcode-select --install'), or name it by the variable CC. target='auto' takes NumPy instead."
        )
    return found


def cache_folder() -> Path:
    """Where compiled code stays: the user's folder for caches."""
    if os.environ.get("XDG_CACHE_HOME"):
        return Path(os.environ["XDG_CACHE_HOME"]) / "symgrad"
    base = Path(os.path.expanduser("~")) / ("Library/Caches" if sys.platform == "darwin" else ".cache")
    return base / "symgrad"


@functools.cache
def machine() -> str:
    """The processor: code for one may not run on another."""
    try:
        lines = Path("/proc/cpuinfo").read_text(errors="replace").splitlines()
    except OSError:
        lines = []
    told = [line for line in lines if line.startswith(("model name", "flags", "Features", "CPU part"))]
    return f"{platform.machine()} {platform.processor()} {told[:2]}"


def built(source: str, flags: Sequence[str], suffix: str, key: Sequence[str]) -> Path:
    """The compiled form of a source, from the cache where it is there; ``key`` is what else it depends on.

    It is compiled beside its place and moved there at once, so that nobody meets a part of it. Raises SymgradError
    where nothing can be written.
    """
    compiler = require_compiler()
    parts = [source, *compiler.command, compiler.version, *FLAGS, *flags, machine(), sys.platform, *key]
    name = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    folder = _writable(cache_folder())
    made = folder / f"sg{name}{suffix}"
    if made.exists():
        return made
    try:
        with tempfile.TemporaryDirectory(dir=folder, prefix="build-") as inside:
            text, whole = Path(inside) / f"sg{name}.c", Path(inside) / made.name
            text.write_text(source.replace(MODULE, f"sg{name}"), encoding="utf-8")
            compiler.compile(text, whole, [NATIVE, *flags])
            os.replace(whole, made)
    except OSError as error:
        raise SymgradError(
            f"compiled C cannot be written to {folder}: {error}; the variable XDG_CACHE_HOME names another folder."
        ) from None
    return made


MODULE = "SG_MODULE_NAME"  # in a source: what the module is called, which its text decides


def _writable(folder: Path) -> Path:
    """The folder, or one of this process where nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return _own_folder()


@functools.cache
def _own_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="symgrad-"))
