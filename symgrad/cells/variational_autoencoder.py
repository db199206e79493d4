r"""The variational autoencoder, with one sample of its latent variable, and the evidence lower bound.

The prior is a standard normal distribution, the encoder gives a normal one with a diagonal covariance, and the decoder
the probability that each entry of x, 0 or 1, is one. The noise is an input: it does not depend on the parameters, and
so the gradient of the sample is that of the equations (reparametrisation).

Source: Kingma and Welling, Auto-Encoding Variational Bayes, ICLR 2014, equation 10 and appendix B for the bound,
appendix C.1 for the decoder and C.2 for the encoder, whose letters are these; the numbers are from memory.

    name     LaTeX                shape   what it is
    x        x                    (m,)    data, each entry from 0 to 1
    epsilon  \epsilon             (d,)    noise, a sample of the standard normal distribution
    W_3      W_3                  (k, m)  weights of the hidden layer of the encoder
    b_3      b_3                  (k,)    its bias
    W_4      W_4                  (d, k)  weights of the mean, W_5 of the logarithm of the variance
    b_4      b_4                  (d,)    bias of the mean, b_5 of the logarithm of the variance
    W_1      W_1                  (k, d)  weights of the hidden layer of the decoder
    b_1      b_1                  (k,)    its bias
    W_2      W_2                  (m, k)  weights of the output of the decoder
    b_2      b_2                  (m,)    its bias
    h        h                    (k,)    hidden layer of the encoder
    mu       \mu                  (d,)    mean of the latent variable
    log_var  {\log\sigma^2}       (d,)    logarithm of its variance
    z        z                    (d,)    sample of the latent variable
    a        a                    (m,)    logits of the data
    KL       D_{\mathrm{KL}}      ()      divergence of encoder and prior
    log_p    \log p(x \mid z)     ()      logarithm of the probability of the data
    L        \mathcal{L}          ()      evidence lower bound, to be made large
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrices, matrix, scalar, vector, vectors
from symgrad.functions.elementwise import exp, softplus, tanh
from symgrad.operations.operations import dot, hadamard, norm_squared, total
from symgrad.system.system import System


@cited
def variational_autoencoder() -> System:
    """The variational autoencoder: inputs x (m,) and the noise epsilon (d,), output the evidence lower bound L.

    The probabilities are y = sigmoid(a), and log_p is the sum of x log(y) + (1 - x) log(1 - y), written without y as
    a . x - softplus(a), which no logit makes overflow.

    Source: Kingma and Welling 2014, equation 10, appendices B and C.

    >>> print(variational_autoencoder().derivative("L", "a"))
    ∂L/∂a = x - sigmoid(a)
    """
    m, d, k = dims("m d k")
    x, epsilon = vector("x", m), vector("epsilon", d)
    W_3, b_3, (W_4, W_5) = matrix("W_3", k, m), vector("b_3", k), matrices("W_4 W_5", d, k)
    W_1, b_1, W_2, b_2 = matrix("W_1", k, d), vector("b_1", k), matrix("W_2", m, k), vector("b_2", m)
    (b_4, b_5, mu, z), h, a = vectors("b_4 b_5 mu z", d), vector("h", k), vector("a", m)
    log_var = vector("log_var", d, latex=r"{\log\sigma^2}")
    KL, log_p = scalar("KL", latex=r"D_{\mathrm{KL}}"), scalar("log_p", latex=r"\log p(x \mid z)")
    L = scalar("L", latex=r"\mathcal{L}")
    return System(
        [
            (h, tanh(W_3 * x + b_3)),
            (mu, W_4 * h + b_4),
            (log_var, W_5 * h + b_5),
            (z, mu + hadamard(exp(log_var / 2), epsilon)),
            (a, W_2 * tanh(W_1 * z + b_1) + b_2),
            (KL, (total(exp(log_var)) + norm_squared(mu) - total(log_var) - d) / 2),
            (log_p, dot(a, x) - total(softplus(a))),
            (L, log_p - KL),
        ],
        outputs=[L],
        inputs=[x, epsilon],
        parameters=[W_3, b_3, W_4, b_4, W_5, b_5, W_1, b_1, W_2, b_2],
    )
