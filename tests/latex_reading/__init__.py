"""The round trip needs latex2sympy2, which comes with the extra ``test``; without it these tests are skipped."""

import importlib.util

import pytest

REASON = "latex2sympy2 is not installed: python3 -m pip install '.[test]'"
INSTALLED = importlib.util.find_spec("latex2sympy2") is not None
if not INSTALLED:
    print(REASON)

needs_the_reader = pytest.mark.skipif(not INSTALLED, reason=REASON)
