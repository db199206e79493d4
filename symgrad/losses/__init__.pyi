from symgrad.losses.closing import cotangent as cotangent
from symgrad.losses.of_classes import cross_entropy, dice, kl_divergence, nll
from symgrad.losses.of_embeddings import contrastive, cosine_embedding, info_nce, margin_ranking, triplet
from symgrad.losses.of_labels import binary_cross_entropy, binary_cross_entropy_with_logits, focal, hinge, squared_hinge
from symgrad.losses.of_numbers import (
    gaussian_nll,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_squared_error,
    pinball,
    poisson_nll,
    squared_error,
)
from symgrad.losses.of_paths import crf, ctc
from symgrad.losses.penalties import elastic_net, weight_decay
from symgrad.losses.variational import elbo, gaussian_kl

__all__ = [
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "contrastive",
    "cosine_embedding",
    "cotangent",
    "crf",
    "cross_entropy",
    "ctc",
    "dice",
    "elastic_net",
    "elbo",
    "focal",
    "gaussian_kl",
    "gaussian_nll",
    "hinge",
    "huber",
    "info_nce",
    "kl_divergence",
    "log_cosh",
    "margin_ranking",
    "mean_absolute_error",
    "mean_squared_error",
    "nll",
    "pinball",
    "poisson_nll",
    "squared_error",
    "squared_hinge",
    "triplet",
    "weight_decay",
]
