"""The training script: a target takes the same steps as NumPy, and another gradient would be seen."""

import numpy as np
import pytest

from benchmarks import adding_problem


@pytest.mark.parametrize("target", [name for name in adding_problem.GRADIENTS if name != "numpy"])
def test_the_first_steps_are_those_of_numpy(target):
    if target in ("jax", "torch"):
        pytest.importorskip(target, reason=f"{target} is not installed")
    np.testing.assert_allclose(
        adding_problem.trained(target, 3), adding_problem.trained("numpy", 3), rtol=0, atol=adding_problem.AS_GOOD
    )


def test_another_gradient_would_be_seen(monkeypatch, capsys):
    plain = adding_problem.by_derived_gradient

    def other(target):
        evaluated = plain("numpy")

        def moved(parameters, x, d):
            loss, slopes = evaluated(parameters, x, d)
            return loss, slopes | {"b_i": -slopes["b_i"]}

        return moved

    monkeypatch.setitem(adding_problem.GRADIENTS, "array-api", other)
    assert adding_problem.main(["--target", "array-api", "--steps", "3"]) == 1
    assert "from NumPy's" in capsys.readouterr().out
