r"""The forward procedure of a hidden Markov model, one step of it, with logarithms, which a tilde marks.

What is carried is the logarithm of the probability of all observations so far and of the state that comes next. Its
first value is the logarithm of the initial distribution pi, so that the first step is the paper's initialisation and
each later one its induction; logsumexp of the last log_alpha is the logarithm of the probability of the whole sequence.

The gradient of that number with respect to log_A and log_B holds the expected numbers of transitions and of emissions,
which the backward procedure gives.

Source: Rabiner, A Tutorial on Hidden Markov Models and Selected Applications in Speech Recognition, Proceedings of the
IEEE 77(2), 1989, section III-A, equations 19 to 21 (the numbers are from memory).

    name         LaTeX           shape   what it is
    o            o               (m,)    observation: one-hot, of m symbols
    log_pi_prev  \tilde{\pi}_{\mathrm{prev}}  (n,)    logarithms of pi, later of what was carried
    log_A        \tilde{A}       (n, n)  logarithms of the probabilities a_ij of state j after state i
    log_B        \tilde{B}       (n, m)  logarithms of the probabilities b_j(k) of symbol k in state j
    log_alpha    \tilde{\alpha}  (n,)    logarithms of the forward variables
    log_pi       \tilde{\pi}     (n,)    logarithms of what is known of the next state, jointly with all observations
"""

from symgrad.cells.catalogue.citing import cited
from symgrad.expressions.symbols import dims, matrix, vector
from symgrad.operations.of_vectors import logsumexp
from symgrad.operations.operations import ones, outer
from symgrad.system.system import System


@cited
def hmm_forward() -> System:
    """A step of the forward procedure: inputs o (m,) and log_pi_prev (n,), outputs log_alpha and log_pi, both (n,).

    Source: Rabiner 1989, equations 19 to 21.

    >>> print(hmm_forward())
    log_alpha = log_B o + log_pi_prev
    log_pi = logsumexp_row(log_Aᵀ + 𝟏 log_alphaᵀ)
    """
    n, m = dims("n m")
    o = vector("o", m)
    log_pi_prev = vector("log_pi_prev", n, latex=r"\tilde{\pi}_{\mathrm{prev}}")
    log_pi, log_alpha = vector("log_pi", n, latex=r"\tilde{\pi}"), vector("log_alpha", n, latex=r"\tilde{\alpha}")
    log_A, log_B = matrix("log_A", n, n, latex=r"\tilde{A}"), matrix("log_B", n, m, latex=r"\tilde{B}")
    return System(
        [
            (log_alpha, log_pi_prev + log_B * o),
            (log_pi, logsumexp(log_A.T + outer(ones(n), log_alpha), axis=1)),
        ],
        outputs=[log_alpha, log_pi],
        inputs=[o, log_pi_prev],
        parameters=[log_A, log_B],
        carry={log_pi: log_pi_prev},
    )
