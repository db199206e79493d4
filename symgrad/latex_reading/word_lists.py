"""Words that the reader of LaTeX knows: the Greek letters, functions, commands of layout."""

_GREEK = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma
tau upsilon
phi chi psi omega"""

_FUNCTIONS = """tanh sinh cosh sin cos tan exp log sqrt relu sigmoid softmax softplus gelu silu abs sign erf max min
argmax
det diag vec layer_norm rms_norm logsumexp log_softmax trace arctan arcsin arccos arctanh asinh atan var mean sum dot
norm
concat expm leaky_relu elu"""

_LOOKS = r"""\, \; \: \! \> \/ \- \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits \nonumber
\notag \mathstrut \strut \hfill \hfil \noindent \allowbreak \nobreak \thinspace \medspace \thickspace \negthinspace
\enspace \enskip \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr \bigm \Bigm \middle \left
\right
\centering \small \footnotesize \scriptsize \tiny \normalsize \large \Large \par \hline \protect \relax \null \space
\allowdisplaybreaks \bigskip \medskip \smallskip \mathrel \mathbin \mathord \mathopen \mathclose \mathpunct \boldmath
\unboldmath \ensuremath"""

GREEK = tuple(_GREEK.split())
FUNCTION_WORDS = tuple(_FUNCTIONS.split())
LOOKS_ALONE = tuple(_LOOKS.split())
