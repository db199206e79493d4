"""Sums over the samples of a batch: no stable form puts the terms of one sample in the place of their sum."""

import numpy as np
import pytest

import symgrad as sg

n = sg.dims("n")
x = sg.vector("x", n)
y, h, r = sg.scalars("y h r")
CELL = sg.System([(r, sg.logsumexp(sg.softmax(x))), (h, y / (2 + sg.sigmoid(r) ** 2))], inputs=[x, y])
DERIVATIVES = {
    "gradient": CELL.gradient(),
    "tangent of the gradient": CELL.gradient().tangent(),
    "gradient of the gradient": CELL.gradient().gradient(of="bar_x"),
}


@pytest.mark.parametrize("name", DERIVATIVES)
def test_what_all_samples_share_is_summed_before_it_is_used(name):
    """bar_r is the sum over the samples; written into what follows, the terms of one sample stood in its place."""
    function, random = DERIVATIVES[name].lambdify(), np.random.default_rng(3)
    arrays = {name: random.normal(size=(3,) if "x" in name else ()) for name in function.arguments}
    wide = {k: random.normal(size=(4, *one.shape)) if "y" in k or "h" in k else one for k, one in arrays.items()}
    alone = [
        function(**{k: v[sample] if v.ndim > arrays[k].ndim else v for k, v in wide.items()}) for sample in range(4)
    ]
    for output, found in function(**wide).items():
        each = np.stack([one[output] for one in alone])
        np.testing.assert_allclose(found, each if np.ndim(found) == each.ndim else each.sum(axis=0), rtol=1e-12)


def test_what_is_the_same_for_all_samples_is_given_for_each():
    """The sum of a softmax is 1, in the stable form without x."""
    cell = sg.System([(r, sg.total(sg.softmax(x))), (h, r + 2)], outputs=[r, h])
    found = cell.value_and_gradient(of=["r", "h"]).lambdify()(x=np.zeros((4, 3)))
    assert found["r"].tolist() == [1.0] * 4
    assert found["h"].tolist() == [3.0] * 4
    assert found["bar_x"].tolist() == np.zeros((4, 3)).tolist()


def test_the_gradient_of_another_name_for_an_input_that_nothing_uses():
    z = sg.vector("z", n)
    gradient = sg.System([(z, x), (h, y**2)], outputs=[h]).gradient(wrt=["z", "y"])
    assert gradient.lambdify()(x=np.ones(3), y=2.0)["bar_z"].tolist() == [0.0] * 3
