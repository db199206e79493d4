"""A plugin of pytest that runs the tests named in a file, one a line, in the order of its lines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import Phase, settings


def pytest_configure() -> None:
    """A test that fails is not to look for its smallest failure, which takes minutes."""
    settings.register_profile("mutation", phases=(Phase.explicit, Phase.generate), deadline=None)
    settings.load_profile("mutation")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps the tests of the file that ``SYMGRAD_TESTS`` names."""
    if "SYMGRAD_TESTS" in os.environ:
        wanted = Path(os.environ["SYMGRAD_TESTS"]).read_text().splitlines()
        order = {name: place for place, name in enumerate(wanted)}
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])
