"""Words that the reader of LaTeX knows: the Greek letters, functions, commands of layout."""

_GREEK = """alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma
tau upsilon
phi chi psi omega"""

_FUNCTIONS = """tanh sinh cosh sin cos tan exp log sqrt relu sigmoid softmax softplus gelu silu abs sign erf max min
argmax step std
det diag vec layer_norm rms_norm logsumexp log_softmax trace arctan arcsin arccos arctanh asinh atan var mean sum dot
norm
concat expm frac revcumsum rms
leaky_relu elu sec csc cot coth sech csch erfc mish softsign selu hard_swish tanhshrink squareplus log1p
expm1 logit hard_sigmoid log_sigmoid gelu_tanh normalize tril triu cumsum cumprod"""

_LOOKS = r"""\, \; \: \! \> \/ \- \displaystyle \textstyle \scriptstyle \scriptscriptstyle \limits \nolimits \nonumber
\notag \mathstrut \strut \hfill \hfil \noindent \allowbreak \nobreak \thinspace \medspace \thickspace \negthinspace
\enspace \enskip \big \Big \bigg \Bigg \bigl \bigr \Bigl \Bigr \biggl \biggr \Biggl \Biggr \bigm \Bigm \middle \left
\right
\centering \small \footnotesize \scriptsize \tiny \normalsize \large \Large \par \hline \protect \relax \null \space
\allowdisplaybreaks \bigskip \medskip \smallskip \mathrel \mathbin \mathord \mathopen \mathclose \mathpunct \boldmath
\unboldmath \ensuremath"""

# Operators and commands of TeX that name nothing: read as names they would be misread.
_NOT_NAMES = r"""\int \iint \iiint \oint \lim \limsup \liminf \sup \inf \gcd \Pr \bigcup \bigcap \bigoplus \bigotimes
\coprod \bigvee \bigwedge \binom \dbinom \tbinom \choose \atop \pmod \bmod \mod \cup \cap \setminus \subset \subseteq
\supset \supseteq \land \lor \lnot \neg \wedge \vee \exists \forall \propto \sim \approx \simeq \cong \ll \gg \perp
\parallel \mapsto \to \rightarrow \Rightarrow \longrightarrow \Longrightarrow \implies \iff \Leftrightarrow
\leftrightarrow \xrightarrow \uparrow \downarrow \oplus \ominus \boxplus \boxtimes \boxdot \pm \mp \ltimes \rtimes
\diamond \amalg \lfloor \rfloor \lceil \rceil \in \notin \ni \mid \nmid \therefore \because \over \end \verb \def
\gdef \edef \xdef \let \newcommand \renewcommand \providecommand \DeclareMathOperator \input \include \item \section
\subsection \paragraph \usepackage \documentclass \catcode \csname \endcsname \expandafter \noexpand \write \immediate
\openout \openin \read \multicolumn \multirow \includegraphics \caption \cr \newline \if \else \fi \loop \repeat
\begingroup \endgroup \bgroup \egroup \left \right \middle \limits \quad \qquad \displaylines \eqalign \vskip \hskip
\kern \mkern \raise \lower \char \unskip \string \number \the \show \message \special \iffalse \iftrue \ifx"""

GREEK = tuple(_GREEK.split())
FUNCTION_WORDS = tuple(_FUNCTIONS.split())
LOOKS_ALONE = tuple(_LOOKS.split())
NOT_NAMES = frozenset(_NOT_NAMES.split())
