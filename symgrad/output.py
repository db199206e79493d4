"""Where the command line writes: a file is replaced whole or not at all, a terminal is shown what it can show."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

from symgrad.errors import SymgradError


def write_file(path: str, content: str | bytes) -> None:
    """Writes a file by way of a temporary one beside it, so that what stood there stays until all is written.

    Text is written in UTF-8. Raises SymgradError where that fails.
    """
    try:
        data = content if isinstance(content, bytes) else f"{content.rstrip()}\n".encode()
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # a directory is an error, a device or a pipe is written to
            target.write_bytes(data)
            return
        _replace(target, data)
    except OSError as error:
        raise SymgradError(f"{path or repr(path)} cannot be written: {error.strerror}.") from None
    except UnicodeEncodeError as error:
        sign = error.object[error.start : error.end]
        raise SymgradError(f"{path} is not written: {sign!r} cannot be written in UTF-8.") from None


def _replace(target: Path, data: bytes) -> None:
    umask = os.umask(0)
    os.umask(umask)
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~umask
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def write_terminal(text: str) -> None:
    """Prints; what the terminal's encoding lacks is spelled out, and a reader that has seen enough is no error."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    shown = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        print(shown, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what Python flushes as it ends goes there
        return
    except OSError as error:
        raise SymgradError(f"standard output cannot be written: {error.strerror}.") from None
    if shown != text:
        print(f"symgrad: standard output is {encoding}; with PYTHONIOENCODING=utf-8 it shows every sign.",
              file=sys.stderr)  # fmt: skip
