"""Tables of spellings: what one thing is called in LaTeX, in Unicode, in words."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from types import MappingProxyType

from symgrad.latex_reading.tex.word_lists import FUNCTION_WORDS, GREEK, LOOKS_ALONE

_GREEK_LETTERS = {chr(0x3B1 + k): rf"\{name}" for k, name in enumerate(GREEK)}

# A letter of Unicode -> what is read, words apart
LETTERS_OF_UNICODE: Mapping[str, str] = MappingProxyType(
    {
        **_GREEK_LETTERS,
        "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ξ": r"\Xi", "Π": r"\Pi", "Σ": r"\Sigma",
        "Φ": r"\Phi", "Ψ": r"\Psi", "Ω": r"\Omega", "ϕ": r"\phi", "ϵ": r"\epsilon",
        "∂": r"\partial", "∇": r"\nabla", "⊙": r"\odot", "∘": r"\circ", "×": r"\times", "·": r"\cdot", "⋅": r"\cdot",
        "⊗": r"\otimes", "∗": r"\ast", "−": "-", "–": "-", "∑": r"\sum", "∏": r"\prod", "√": r"\sqrt", "∈": r"\in",
        "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "→": r"\to", "←": r"\leftarrow", "∞": r"\infty", "ℓ": r"\ell",
        "…": r"\ldots", "⋯": r"\cdots", "′": "'", "⊤": r"\top", "‖": r"\|", "⟨": r"\langle", "⟩": r"\rangle",
        "≡": r"\equiv", "½": r"\half",
    }
)  # fmt: skip
# What stands raised or lowered in Unicode; several side by side are one script: x⁻¹
RAISED: Mapping[str, str] = MappingProxyType(
    {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁱⁿ", "0123456789+-in", strict=True)), "ᵀ": r"\top", "ᵗ": "t"}
)
LOWERED: Mapping[str, str] = MappingProxyType(
    dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-aehijklmnoprstuvx", strict=True))
)

# Commands that change nothing but the look: how many arguments go with each
LOOKS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys([*LOOKS_ALONE, "\\ "], 0),
        **dict.fromkeys(
            [r"\hspace", r"\hspace*", r"\vspace", r"\vspace*", r"\color", r"\phantom", r"\hphantom", r"\vphantom"], 1
        ),
        **dict.fromkeys([r"\label", r"\tag", r"\tag*", r"\cline", r"\cite", r"\footnote", r"\ref", r"\eqref"], 1),
        **dict.fromkeys([r"\intertext", r"\shortintertext"], 1),
        r"\rule": 2,
    }
)

# Looked through: how many arguments, of which the last is what is meant
SHOWN: Mapping[str, int] = MappingProxyType(
    {
        r"\textcolor": 2, r"\colorbox": 2, r"\fcolorbox": 3, r"\boxed": 1, r"\fbox": 1, r"\mathclap": 1, r"\smash": 1,
        r"\mathllap": 1, r"\mathrlap": 1, r"\cancel": 1, r"\substack": 1, r"\bbox": 1, r"\overset": 2, r"\underset": 2,
        r"\stackrel": 2,
    }
)  # fmt: skip
BRACED = frozenset({r"\underbrace", r"\overbrace", r"\underbracket", r"\overbracket", r"\underline"})

STYLES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys([r"\mathbf", r"\boldsymbol", r"\bm", r"\pmb", r"\mathbfit", r"\symbf", r"\textbf"], "bold"),
        **dict.fromkeys([r"\bold", r"\vec", r"\vb"], "bold"),
        r"\mathsf": "sans", r"\mathcal": "calligraphic", r"\mathscr": "calligraphic", r"\mathbb": "blackboard",
        r"\mathbbm": "blackboard", r"\mathds": "blackboard",
        r"\mathfrak": "fraktur", r"\mathit": "italic",
        r"\mathnormal": "",
    }
)  # fmt: skip
WORDS = frozenset(
    {r"\text", r"\mathrm", r"\operatorname", r"\operatorname*", r"\textrm", r"\textit", r"\mbox", r"\texttt"}
) | {r"\mathtt", r"\textnormal", r"\textup", r"\textsf", r"\hbox", r"\mathop", r"\emph"}
OLD_STYLES: Mapping[str, str] = MappingProxyType(
    {r"\bf": "bold", r"\rm": "", r"\it": "", r"\cal": "calligraphic", r"\sf": "sans", r"\bfseries": "bold"}
)

ACCENTS: Mapping[str, str] = MappingProxyType(
    {
        r"\widehat": "hat", r"\overline": "bar", r"\widetilde": "tilde", r"\widecheck": "check", r"\mathring": "ring",
        **{f"\\{name}": name for name in ("hat", "bar", "tilde", "dot", "ddot", "check", "breve", "acute", "grave")},
    }
)  # fmt: skip
# They tell the directions of a bidirectional network apart
ARROWS: Mapping[str, str] = MappingProxyType({r"\overrightarrow": "right", r"\overleftarrow": "left"})

PRODUCTS: Mapping[str, str] = MappingProxyType(
    {
        r"\odot": r"\odot", r"\circ": r"\circ", r"\ast": "*", "*": "*", ".*": ".*", r"\cdot": r"\cdot", "@": "@",
        r"\cdotp": r"\cdot", r"\times": r"\times", r"\otimes": r"\otimes", r"\bullet": r"\cdot", r"\star": r"\star",
        r"\oslash": r"\oslash", "/": "/", r"\div": "/",
    }
)  # fmt: skip
# Boxes, and how many arguments stand before what is in them
BOXES: Mapping[str, int] = MappingProxyType(
    {r"\boxed": 0, r"\fbox": 0, r"\bbox": 0, r"\Aboxed": 0, r"\colorbox": 1, r"\mathcolorbox": 1, r"\fcolorbox": 2}
)
RELATIONS = frozenset({"=", r"\equiv", r"\triangleq", r"\coloneqq", r"\gets", r"\leftarrow", r"\doteq", r"\Leftarrow"})
COMPARISONS: Mapping[str, str] = MappingProxyType(
    {
        "<": "<", ">": ">", r"\lt": "<", r"\gt": ">", r"\le": "<=", r"\leq": "<=", r"\leqslant": "<=", r"\ge": ">=",
        r"\geq": ">=", r"\geqslant": ">=", r"\ne": "!=", r"\neq": "!=", "=": "==",
    }
)  # fmt: skip
TRANSPOSES = frozenset(
    ["T", "{T}", r"\top", r"\intercal", r"\dagger", r"\tran", r"\transpose", r"\mathsf{\top}", r"\rm T", r"\bf T",
    r"\tiny T"]
    + [rf"\{font}{{T}}" for font in ("mathsf", "mathrm", "text", "mathtt", "textsf", "mathit", "mathbf", "textrm")]
)  # fmt: skip

# Names that are the identity where nothing else says what they are
IDENTITIES = frozenset({"I", r"\mathbb{I}", r"\mathbb{1}", "Id"})

# Functions by their names in LaTeX or in words -> the name they have here
FUNCTIONS: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in FUNCTION_WORDS},
        "ln": "log", "lg": "log", "sigm": "sigmoid", "sig": "sigmoid", "logistic": "sigmoid", "Sigmoid": "sigmoid",
        "ReLU": "relu", "RELU": "relu", "Softmax": "softmax", "SoftMax": "softmax", "sgn": "sign", "Tr": "trace",
        "tr": "trace", "Diag": "diag", "SiLU": "silu", "swish": "silu", "GELU": "gelu", "Tanh": "tanh", "th": "tanh",
        "tg": "tan", "lse": "logsumexp", "LSE": "logsumexp", "LN": "layer_norm", "LayerNorm": "layer_norm",
        "LogSoftmax": "log_softmax", "RMSNorm": "rms_norm", "Concat": "concat", "ELU": "elu", "arctg": "arctan",
        "leakyrelu": "leaky_relu", "LeakyReLU": "leaky_relu", "hardsigmoid": "hard_sigmoid", "hardswish": "hard_swish",
        "logsoftmax": "log_softmax", "logsigmoid": "log_sigmoid", "Mish": "mish", "SELU": "selu",
        "rmsnorm": "rms_norm", "artanh": "arctanh", "arsinh": "asinh", "arcosh": "acosh",
    }
)  # fmt: skip

MATRICES: Mapping[str, str] = MappingProxyType(
    {
        "matrix": "", "pmatrix": "(", "bmatrix": "[", "Bmatrix": "{", "vmatrix": "|", "smallmatrix": "", "array": "",
        "Vmatrix": "‖", "psmallmatrix": "(", "bsmallmatrix": "[",
    }
)  # fmt: skip
CASES = frozenset({"cases", "dcases", "rcases"})
DISPLAYS = frozenset(
    name + star
    for name in ("equation", "align", "gather", "multline", "eqnarray", "displaymath", "flalign", "alignat", "math",
    "dmath")
    for star in ("", "*")
)  # fmt: skip
INNER_DISPLAYS = frozenset({"split", "aligned", "gathered", "alignedat", "subequations", "IEEEeqnarraybox"})

_LONGEST_WORD = 40  # of which anything is near

# Letters behind _ or ^ that are one word without braces: dh_prev
WORD_SCRIPTS = frozenset(
    ["prev", "next", "raw", "hidden", "out", "in", "pre", "act", "new", "old", "last", "first", "input", "output",
    "total"]
)  # fmt: skip

KNOWN_COMMANDS = frozenset(
    {
        *LETTERS_OF_UNICODE.values(), *LOOKS, *SHOWN, *BRACED, *STYLES, *WORDS, *ACCENTS, *ARROWS, *RELATIONS,
        *PRODUCTS,
        *COMPARISONS, *(f"\\{name}" for name in FUNCTIONS), r"\frac", r"\dfrac", r"\begin", r"\end", r"\hbar",
        r"\imath",
        r"\jmath", r"\varepsilon", r"\vartheta", r"\varphi", r"\varrho", r"\Upsilon", r"\bigodot", r"\prime", r"\mid",
        r"\pm", r"\vdots", r"\ddots",
    }
)  # fmt: skip


def nearest(word: str, known: Collection[str]) -> str:
    """The known word that this one is nearly, "" where it is near none: letters exchanged count for less than others.

    >>> nearest("tahn", FUNCTIONS), nearest("sofmax", FUNCTIONS), nearest("loss", FUNCTIONS)
    ('tanh', 'softmax', '')
    """
    if word in known or not 3 < len(word) <= _LONGEST_WORD:
        return ""
    exchanged = [one for one in known if len(one) == len(word) and sorted(one) == sorted(word)]
    return next(iter([*sorted(exchanged), *difflib.get_close_matches(word, known, 1, 0.84)]), "")
