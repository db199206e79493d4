"""Rows of the catalogue: probabilistic models, flows and steps of differential equations."""

from symgrad.cells.catalogue.catalogue_row import CatalogueRow
from symgrad.citation import Citation

_MEMORY = "from memory"  # how a number is stated that was not looked up
_ODE = ("Chen, Rubanova, Bettencourt and Duvenaud", "Neural Ordinary Differential Equations", "NeurIPS", 2018)

PROBABILISTIC: tuple[CatalogueRow, ...] = (
    CatalogueRow(
        "hmm_forward", "hidden_markov_model", "state space", "forward step of a hidden Markov model",
        Citation(
            "Rabiner", "A Tutorial on Hidden Markov Models and Selected Applications in Speech Recognition",
            "Proceedings of the IEEE 77(2)", 1989, f"section III-A, equations 19 to 21 ({_MEMORY})",
        ), "hmm logsumexp forward-backward baum-welch transition emission",
    ),
    CatalogueRow(
        "kalman", "kalman", "state space", "step of the Kalman filter, prediction and update",
        Citation(
            "Särkkä", "Bayesian Filtering and Smoothing", "Cambridge University Press", 2013,
            f"section 4.3, equations 4.20 and 4.21 ({_MEMORY}); the filter is Kalman's, 1960",
        ), "sarkka gaussian covariance gain innovation measurement",
    ),
    CatalogueRow(
        "neural_ode_euler", "neural_ode", "differential equation", "Euler's step of a neural differential equation",
        Citation(*_ODE, f"equation 1 ({_MEMORY})"), "ode residual network solver",
    ),
    CatalogueRow(
        "neural_ode_rk4", "neural_ode", "differential equation", "Runge-Kutta step of a neural differential equation",
        Citation(*_ODE, f"equation 2 ({_MEMORY}), by the classical method of order 4"), "ode rk4 solver continuous",
    ),
    CatalogueRow(
        "real_nvp", "real_nvp", "flow", "affine coupling layer of Real NVP",
        Citation(
            "Dinh, Sohl-Dickstein and Bengio", "Density Estimation Using Real NVP", "ICLR", 2017,
            "equations 4 and 5",
        ), "realnvp normalizing flow log determinant jacobian invertible",
    ),
    CatalogueRow(
        "variational_autoencoder", "variational_autoencoder", "autoencoder", "variational autoencoder with its bound",
        Citation(
            "Kingma and Welling", "Auto-Encoding Variational Bayes", "ICLR", 2014,
            f"equation 10, appendices B and C ({_MEMORY})",
        ), "vae elbo evidence lower bound reparametrisation reparameterization encoder decoder",
    ),
)  # fmt: skip
