"""Optional packages: imported when they are first needed, with an error that says how to install them."""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from symgrad.errors import MissingPackageError


def extra(module: str, name: str, wanted: str) -> Any:
    """The module of an optional package; ``name`` is the extra of symgrad that has it, ``wanted`` what needs it.

    Warnings that the import gives are not the caller's to mend, so they are held back. Raises MissingPackageError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(module)
    except ImportError as error:
        raise MissingPackageError(
            f"{wanted} needs the package {module}, which cannot be imported ({error}); install it with "
            f"python3 -m pip install '{installed_from()}[{name}]'."
        ) from None


def installed_from() -> str:
    """What pip installs symgrad from: the folder of a clone, ``.`` where that is the one we are in, or its name."""
    folder = Path(__file__).resolve().parent.parent
    if not (folder / "pyproject.toml").is_file():
        folder = _direct_folder() or folder
    if not (folder / "pyproject.toml").is_file():
        return "symgrad"
    return "." if folder == Path.cwd() else str(folder)


def _direct_folder() -> Path | None:
    """The folder that pip was given, as it noted it."""
    try:
        noted = importlib.metadata.distribution("symgrad").read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return None
    address = urlparse(json.loads(noted or "{}").get("url", ""))
    return Path(unquote(address.path)) if address.scheme == "file" else None
