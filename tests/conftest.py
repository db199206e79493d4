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
