"""Names that a package loads when they are asked for (PEP 562), so that one pays for what one uses."""

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType, ModuleType


def loaded_when_asked(
    package: str, places: Mapping[str, str], unlisted: Mapping[str, str] = MappingProxyType({})
) -> Callable[[str], object]:
    """The ``__getattr__`` of a package whose public names stand in modules of it: module -> names, "f, g_ as g".

    A module without names is public itself; ``unlisted`` has names of modules that no list of names shows.
    """
    known = {name: (module, own) for name, module, own in _rows(places)}
    known |= {name: (module, "") for name, module in unlisted.items()}

    def attribute(name: str) -> object:
        if name not in known:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, own = known[name]
        loaded = importlib.import_module(f"{package}.{module}")
        value: object = getattr(loaded, own) if own else loaded
        setattr(sys.modules[package], name, value)
        return value

    return attribute


def names_in(places: Mapping[str, str]) -> list[str]:
    """The public names, sorted."""
    return sorted(name for name, _, _ in _rows(places))


def _rows(places: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Public name, module, name there."""
    for module, names in places.items():
        if not names:
            yield module, module, ""
        for name in filter(None, names.split(", ")):
            own, _, given = name.partition(" as ")
            yield given or own, module, own


class NamesBeforeModules(ModuleType):
    """A package whose public functions keep their names where modules of it bear the same: ``cells.gru`` is a cell.

    The trap: whoever imports ``symgrad.cells.gru`` makes Python set that module as an attribute of the package.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if not (isinstance(value, ModuleType) and name in self.__all__):
            super().__setattr__(name, value)
