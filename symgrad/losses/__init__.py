"""Losses that close a system: a System and one of its outputs in, a System with the scalar output ``loss`` out.

The target is a new input, whose name the caller may choose; inputs, parameters and carry of the system survive, so that
the result goes through time as the system did. Of a system over time it is the loss at each t, of a target at each t.
What says ``reduction`` is the mean over the entries of the output, or with ``reduction="sum"`` their sum; a batch is
summed, as everywhere.
"""

from collections.abc import Mapping
from types import MappingProxyType

from symgrad.loading import loaded_when_asked, names_in

# module -> the losses that stand in it; type checkers read __init__.pyi
_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "closing": "cotangent",
        "of_classes": "cross_entropy, dice, kl_divergence, nll",
        "of_embeddings": "contrastive, cosine_embedding, info_nce, margin_ranking, triplet",
        "of_labels": "binary_cross_entropy, binary_cross_entropy_with_logits, focal, hinge, squared_hinge",
        "of_numbers": "gaussian_nll, huber, log_cosh, mean_absolute_error, mean_squared_error, pinball, poisson_nll, "
        "squared_error",
        "of_paths": "crf, ctc",
        "penalties": "elastic_net, weight_decay",
        "variational": "elbo, gaussian_kl",
    }
)

__all__ = names_in(_PLACES)
__getattr__ = loaded_when_asked(__name__, _PLACES)


def __dir__() -> list[str]:
    return list(__all__)
