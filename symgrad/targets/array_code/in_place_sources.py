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
SIGMOID_SLOPE = '''
def sigmoid_slope(x, out=None, spare=None):
    """sigmoid(x) (1 - sigmoid(x)) = e / (1 + e)**2 with e = exp(-|x|), without cancellation."""
    e = np.exp(np.negative(np.abs(x, out=out), out=out), out=out)
    return np.divide(e, np.square(np.add(e, 1.0, out=spare), out=spare), out=out)
'''
SIGMOID_COMPLEMENT = '''
def sigmoid_complement(y, x, out=None, spare=None):
    """1 - y for y = sigmoid(x), which is y exp(-x) where x > 0: without cancellation."""
    larger = np.maximum(y, np.subtract(1.0, y, out=out), out=out)
    e = np.exp(np.minimum(np.negative(x, out=spare), 0.0, out=spare), out=spare)
    return np.multiply(larger, e, out=out)
'''
_PAIRS = (
    (sources.SIGMOID, SIGMOID),
    (rows.TANH_SLOPE, TANH_SLOPE),
    (rows.SIGMOID_SLOPE, SIGMOID_SLOPE),
    (stable_sources.SIGMOID_COMPLEMENT, SIGMOID_COMPLEMENT),
)
IN_PLACE: Mapping[str, str] = MappingProxyType({plain.strip(): in_place.strip() for plain, in_place in _PAIRS})
