"""Options of the tests."""

import pytest


def pytest_addoption(parser):
    parser.addoption(
        "--regenerate", action="store_true", help="write the golden files anew; read what changed with git diff"
    )


@pytest.fixture(scope="session")
def regenerate(request):
    return request.config.getoption("--regenerate")
