"""Optional packages: imported when they are first needed, with an error that says how to install them."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

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
            f"python3 -m pip install 'symgrad[{name}]'."
        ) from None
