"""Options of the tests."""

import zlib

import numpy as np
import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--regenerate", action="store_true", help="write the golden files anew; read what changed with git diff"
    )


@pytest.fixture(scope="session")
def regenerate(request):
    return request.config.getoption("--regenerate")


@pytest.fixture
def rng(request):
    """A generator of the test's own, so that what a test draws depends on no other test."""
    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))


def pytest_terminal_summary(terminalreporter, config):
    """Says how to draw the order of this run again, which -q leaves out."""
    seed = config.getoption("randomly_seed", None)
    if seed is not None:
        terminalreporter.write_line(f"The order of the tests: -p randomly --randomly-seed={seed}")
