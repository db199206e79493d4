"""Functions that are computed at every step, as code that writes where it is told: each equal to one that does not.

``out`` takes the result, ``spare`` is an array like it that is free. Both may be left out, as may scalars be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.functions import sources
from symgrad.lowering.stability import rows
from symgrad.targets.array_code import stable_sources

SIGMOID = '''
def sigmoid(x, out=None, spare=None):
    """1 / (1 + exp(-x)), or exp(x) / (1 + exp(x)) below 0: without overflow."""
    e = np.exp(np.negative(np.abs(x, out=spare), out=spare), out=spare)
    above = np.maximum(np.sign(x, out=out), e, out=out)  # 1 above 0, e below
    return np.divide(above, np.add(e, 1.0, out=spare), out=out)
'''
TANH_SLOPE = '''
def tanh_slope(x, out=None, spare=None):
    """1 - tanh(x)**2 = 4 e / (1 + e)**2 with e = exp(-2 |x|), without cancellation."""
    e = np.exp(np.multiply(np.abs(x, out=spare), -2.0, out=spare), out=spare)
    above = np.multiply(e, 4.0, out=out)
    return np.divide(above, np.square(np.add(e, 1.0, out=spare), out=spare), out=out)
'''
SIGMOID_COMPLEMENT = '''
def sigmoid_complement(y, x, out=None, spare=None):
    """1 - y for y = sigmoid(x), without cancellation where y is near 1."""
    whole = np.subtract(1.0, y, out=out)
    near = y > 0.9
    if np.count_nonzero(near):
        e = np.exp(-np.broadcast_to(x, y.shape)[near])
        whole[near] = e / (1.0 + e)
    return whole
'''
TANH_COMPLEMENT = '''
def tanh_complement(y, x, out=None, spare=None):
    """1 - y**2 for y = tanh(x), or 4 e / (1 + e)**2 with e = exp(-2 |x|) where some y is near 1 or -1."""
    whole = np.subtract(1.0, np.square(y, out=out), out=out)
    if not np.count_nonzero(whole < 0.2):
        return whole
    e = np.exp(np.multiply(np.abs(x, out=spare), -2.0, out=spare), out=spare)
    above = np.multiply(e, 4.0, out=out)
    return np.divide(above, np.square(np.add(e, 1.0, out=spare), out=spare), out=out)
'''
_PAIRS = (
    (sources.SIGMOID, SIGMOID),
    (rows.TANH_SLOPE, TANH_SLOPE),
    (stable_sources.SIGMOID_COMPLEMENT, SIGMOID_COMPLEMENT),
    (stable_sources.TANH_COMPLEMENT, TANH_COMPLEMENT),
)
IN_PLACE: Mapping[str, str] = MappingProxyType({plain.strip(): in_place.strip() for plain, in_place in _PAIRS})
