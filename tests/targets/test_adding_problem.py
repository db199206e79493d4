"""The first steps of the adding problem are the same in each target."""

import numpy as np
import pytest

from benchmarks import adding_problem
from symgrad.errors import MissingPackageError

STEPS = 8


@pytest.mark.parametrize("target", [name for name in adding_problem.GRADIENTS if name != "numpy"])
def test_the_first_losses_are_those_of_numpy(target):
    expected = adding_problem.trained("numpy", STEPS)
    try:
        found = adding_problem.trained(target, STEPS)
    except MissingPackageError as error:
        pytest.skip(str(error))
    assert np.max(np.abs(found - expected)) < 1e-12
    assert np.min(np.abs(np.diff(expected))) > 1e-6  # or all of this would be equal
