"""The first steps of the adding problem are the same in each target."""

import numpy as np
import pytest

from . import adding_problem

MODULES = {"torch": "torch", "jax": "jax"}


@pytest.mark.parametrize("target", [name for name in adding_problem.TARGETS if name != "numpy"])
def test_the_first_losses_are_those_of_numpy(target):
    module = MODULES[target]
    pytest.importorskip(module, reason=f"the target {target} needs {module}", exc_type=ImportError)
    found = list(adding_problem.TARGETS[target](3, 12))
    wanted = list(adding_problem.by_numpy(3, 12))
    assert np.max(np.abs(np.subtract(found, wanted))) <= 1e-12
    other = list(adding_problem.by_numpy(4, 12))
    assert np.max(np.abs(np.subtract(found, other))) > 1e-2
