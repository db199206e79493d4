"""Hostile texts by name: too deep, too long, too large, unclosed, calling themselves, in characters nobody types."""

import random

MEGABYTE = 1 << 20
DEEP = 10_000


def nested(opening, closing, depth=DEEP, core="x"):
    """An equation whose right side stands in so many pairs of brackets."""
    return f"y = {opening * depth}{core}{closing * depth}"


def filled(piece, size=MEGABYTE):
    """A text of this size, of one piece again and again."""
    return (piece * (size // len(piece) + 1))[:size]


def equations(count, form=r"y_{{{k}}} = \tanh(x_{{{k}}})"):
    """So many equations, in one display."""
    return "\\\\\n".join(form.format(k=k, next=k + 1) for k in range(count))


def terms(count, joint=" + ", form="x_{{{k}}}"):
    """One equation with so many terms."""
    return "y = " + joint.join(form.format(k=k) for k in range(count))


NESTED = {
    "parentheses": nested("(", ")"),
    "square brackets": nested("[", "]"),
    "braces": nested("{", "}"),
    "braces in braces, empty": "y = " + "{" * DEEP + "}" * DEEP,
    "empty groups": "y = " + "{}" * DEEP + "x",
    "functions": nested(r"\tanh(", ")"),
    "functions without brackets": nested(r"\tanh ", ""),
    "fractions": nested(r"\frac{1}{", "}"),
    "fractions above": nested(r"\frac{", "}{2}"),
    "overs": nested(r"{1 \over ", "}"),
    "overs in a row": "y = 1" + r" \over 2" * DEEP,
    "roots": nested(r"\sqrt{", "}"),
    "roots of roots": nested(r"\sqrt[", "]{x}", core="2"),
    "superscripts": nested("x^{", "}"),
    "subscripts": nested("x_{", "}"),
    "subscripts of a bracket": nested("(x)_{", "}"),
    "powers of powers": "y = " + "{" * DEEP + "x" + "}^2" * DEEP,
    "transposes of transposes": "y = " + "(" * 90 + "W" + ")^T" * 90,
    "sums": nested(r"\sum_i ", "", core="x_i"),
    "sums of letters": "y = " + " ".join(rf"\sum_{{k_{{{k}}}}}" for k in range(DEEP)) + " x",
    "accents": nested(r"\hat{", "}"),
    "accents without braces": nested(r"\hat", ""),
    "bold": nested(r"\mathbf{", "}"),
    "words": nested(r"\text{", "}"),
    "colours": nested(r"\textcolor{red}{", "}"),
    "underbraces": nested(r"\underbrace{", "}_{a}"),
    "derivatives": nested(r"\partial ", ""),
    "fractions of derivatives": nested(r"\frac{\partial ", r"}{\partial x}"),
    "nablas": nested(r"\nabla ", ""),
    "minus signs": "y = " + "-" * DEEP + "x",
    "minus signs behind dots": "y = x" + r" \cdot -x" * DEEP,
    "primes": "y = f" + "'" * DEEP + "(x)",
    "bars": nested("|", "|"),
    "double bars": nested(r"\|", r"\|"),
    "bars that open": nested(r"\lvert ", r" \rvert"),
    "left and right": nested(r"\left(", r"\right)"),
    "matrices": nested(r"\begin{bmatrix}", r"\end{bmatrix}"),
    "cases": nested(r"\begin{cases}", r"\end{cases}"),
    "aligned": nested(r"\begin{aligned}", r"\end{aligned}"),
    "environments": r"\begin{align}" * DEEP + "y = x" + r"\end{align}" * DEEP,
    "dollars": "$" * DEEP + "y = x" + "$" * DEEP,
    "parentheses that stay open": "y = " + "(" * DEEP + "x",
    "braces that stay open": "y = " + "{" * DEEP + "x",
    "brackets closed never opened": "y = x" + ")" * DEEP,
    "braces closed never opened": "y = x" + "}" * DEEP,
    "environments that stay open": "y = " + r"\begin{bmatrix}" * DEEP + "x",
    "a comparison of many": "y = (" + " < ".join(["x"] * DEEP) + ")",
    "an equation of many sides": " = ".join(["x"] * DEEP),
    "a list of many": "y = [" + "; ".join(["x"] * DEEP) + "]",
    "functions of many": r"y = \max(" + ", ".join(["x"] * DEEP) + ")",
    "a matrix of many": r"y = \begin{bmatrix}" + r" \\ ".join(["x & x"] * DEEP) + r"\end{bmatrix}",
    "doubled sizes": "\\\\".join(["y_0 = x", *(rf"y_{{{k + 1}}} = [y_{{{k}}}; y_{{{k}}}]" for k in range(60))]),
    "doubled products": "\\\\".join(
        [r"y_0 = x \otimes x", *(rf"y_{{{k + 1}}} = y_{{{k}}} y_{{{k}}}" for k in range(60))]
    ),
}

LARGE = {
    "a tower of powers": "y = 9^{9^{9^9}}",
    "a tower of powers with x": "y = x^{9^{9^{9^9}}}",
    "a tower of exponentials in a maximum": r"y = \max(\exp(\exp(\exp(\exp(100)))), 2)",
    "exponentials of exponentials": r"y = \sigma(e^{e^{e^{e^{100}}}}) + x",
    "a power of a number": "y = 2^{10000000000}",
    "a negative power of a number": "y = 3^{-10000000000}",
    "a power of a fraction": r"y = (\frac{2}{3})^{1000000000}",
    "a root of a large power": r"y = 2^{1000000000000000000000000.5}",
    "a power of a vector": ("y = x^{1000000000}", {"x": ("n",)}),
    "a power of a matrix": ("Y = W^{1000000000}", {"W": ("n", "n")}),
    "a power of powers": "y = ((((10^{100})^{100})^{100})^{100})^{100}",
    "a power of exp": r"y = \exp(10^{10})^{10^{10}}",
    "exp of exp": r"y = \exp(\exp(\exp(\exp(\exp(100)))))",
    "a product of large numbers": "y = " + " ".join(["10^{99}"] * 300),
    "a quotient of zero": r"y = \frac{1}{0} + \frac{0}{0} + 0^{-1} + 0^0",
    "infinities": r"y = \infty - \infty + \frac{\infty}{\infty} + 0 \cdot \infty",
    "a binomial": r"y = \binom{10000000}{5000000}",
    "a factorial": "y = 100000000!",
    "a number of 5,000 digits": "y = " + "9" * 5000,
    "a number of a million digits": "y = " + "9" * 1_000_000,
    "a fraction of many digits": "y = 0." + "123456789" * 2000,
    "an index of many digits": "y = x_{" + "9" * 5000 + "}",
    "an entry of many digits": "y_i = W_{ij} x_j + W_{1," + "9" * 5000 + "}",
    "a time of many digits": "h_t = h_{t-" + "9" * 5000 + "} + x_t",
    "a time long ago": "h_t = h_{t-1000000} + x_t",
    "a long sum": r"y = \sum_{k=1}^{1000000000} x_k",
    "a long sum of numbers": r"y = \sum_{k=1}^{10^{9}} k^2",
    "a long sum of nothing that counts": r"y = \sum_{k=1}^{10^{9}} 2",
    "a long product": r"y = \prod_{k=1}^{1000000000} x_k",
    "a long sum of many digits": r"y = \sum_{k=" + "9" * 5000 + "}^{" + "9" * 6000 + "} x_k",
    "an entry far away": "y = x_{1000000000} + x_1",
    "a bold number": r"y = \mathbf{" + "1" * 5000 + "}",
    "sizes beyond memory": ("y = W x", {"W": (10**30, 10**30)}),
    "sizes of many digits": ("y = W x", {"W": (10**5000, 10**5000)}),
    "primes of a function": "y = f" + "'" * 40 + "(x)",
    "products of many meanings": "y = " + "*".join(f"W_{{{k}}}" for k in range(40)) + r" \\ y = \tanh(v) + V",
    "no shapes": "y = A B C D E F G H A B C D E F G H + a b c d e f g h + [a; b] + (A; B)^T A",
}

MACROS = {
    "itself": r"\def\a{\a} $$y = \a$$",
    "itself and more": r"\def\a{x \a} $$y = \a$$",
    "each other": r"\def\a{\b}\def\b{\c}\def\c{\a} $$y = \a$$",
    "itself with an argument": r"\newcommand{\a}[1]{\a{#1 #1}} $$y = \a{x}$$",
    "itself in its argument": r"\newcommand{\a}[1]{#1 \a{\a{#1}}} $$y = \a{x}$$",
    "doubled": "".join(rf"\def\a{chr(97 + k)}{{\a{chr(98 + k)}\a{chr(98 + k)}}}" for k in range(25))
    + r"\def\az{x}$$y = \aa$$",
    "doubled arguments": "".join(rf"\newcommand{{\a{chr(97 + k)}}}[1]{{\a{chr(98 + k)}{{#1 #1}}}}" for k in range(25))
    + r"\newcommand{\az}[1]{#1} $$y = \aa{x}$$",
    "doubled to nothing": "".join(rf"\def\a{chr(97 + k)}{{\a{chr(98 + k)}\a{chr(98 + k)}}}" for k in range(25))
    + r"\def\az{}$$y = \aa x$$",
    "nine arguments": r"\newcommand{\a}[9]{#1#2#3#4#5#6#7#8#9#9#9} $$y = \a$$",
    "arguments that are not there": r"\newcommand{\a}[1]{#1#2#9#0#} $$y = \a{x}$$",
    "a hundred arguments": r"\newcommand{\a}[99999999999999999999]{#1} $$y = \a{x}$$",
    "a default that calls": r"\newcommand{\a}[1][\a]{#1} $$y = \a$$",
    "a let": r"\let\a\a $$y = \a$$",
    "lets in a circle": r"\let\a=\b \let\b=\a $$y = \a$$",
    "a definition in a macro": r"\def\a{\def\b{\a}\b} $$y = \a$$",
    "a definition of a brace": r"\def{ \def} \def\{{x} $$y = \{$$",
    "a definition that never ends": r"\def\a{ $$y = \a$$",
    "half environments": r"\def\be{\begin{equation}}\def\ee{\end{equation}} \be y = \be x \ee \ee",
    "a beginning alone": r"\def\be{\begin{equation}} \be y = x",
    "an alias of itself": r"\newcommand{\be}{\begin{equation}\be} \be y = x \end{equation}",
    "deep calls": "".join(rf"\def\{'a' * (k + 1)}{{\{'a' * (k + 2)}}}" for k in range(300)) + r"$$y = \a$$",
    "long calls": r"\newcommand{\a}[1]{#1}$$y = " + r"\a{" * 3000 + "x" + "}" * 3000 + "$$",
    "many definitions": "".join(rf"\def\{chr(97 + k % 26) * (k // 26 + 1)}{{x}}" for k in range(3000)) + "$$y = x$$",
    "unclosed definitions": r"\def\a{" * 5000,
    "a command of a megabyte": "y = \\" + "a" * 1_000_000,
    "an input outside": r"\input{../../../../etc/passwd} $$y = x$$",
    "an input in a formula": r"y = \input{/etc/passwd}",
    "an inclusion": r"\include{/etc/passwd} \usepackage{../x} \[ y = x \]",
    "a write": r"y = \write18{rm -rf /} \immediate\openout\x",
    "a catcode": r"\catcode`\{=12 $$y = {x}$$",
    "python": "y = __import__('os').system('true')",
    "python in a name": ("y = W x", {"__import__('os').system('true')": ("n",)}),
}

LONG = {
    name: filled(piece)
    for name, piece in {
        "words": "Words, and no formula. ", "letters": "x", "spaces": " ", "line ends": "\n", "digits": "1",
        "NULs": "\0",
        "backslashes": "\\", "braces": "{", "closed braces": "}", "pairs of braces": "{}", "dollars": "$",
        "dollars apart": "$ ", "inline formulas": "$x$ ", "double dollars": "$$", "brackets": r"\[",
        "round ones": r"\(",
        "open formulas": r"$x \[ y ", "begins": r"\begin{align}", "ends": r"\end{align}", "comments": "%\n",
        "comments of comments": r"\begin{comment}", "verbatim": r"\begin{verbatim}", "HTML comments": "<!--",
        "verbs": r"\verb", "verbs that open": r"\verb|", "fences": "```\n", "fences of maths": "```math\n",
        "backticks": "`", "backticks apart": "` ", "definitions": r"\def\a{x}", "open definitions": r"\def\a{",
        "commands": r"\newcommand", "lets": r"\let\a", "sums": "x + ", "equations": "y = x \\\\ ",
        "displays": "$$y = x$$\n", "aligned": r"\begin{align} y &= x \end{align}" + "\n", "ampersands": "&",
        "row ends": "\\\\", "commas": ",", "equals": "=", "carets": "^", "underscores": "_", "primes": "'", "bars": "|",
        "texts": r"\text{a}", "open texts": r"\text{", "colours": r"\textcolor{a}", "labels": r"\label x ",
        "tags": r"\tag{1} ", "hspaces": r"\hspace{1} ", "underbraces": r"\underbrace x_y ", "lefts": r"\left(",
        "percents": "%", "tildes": "~", "smileys": "\U0001f600", "surrogates": "\ud800", "right to left": "\u202e",
        "accents": "a\u0300", "products": "W x ", "stars": "*", "quads": r"\quad ", "fractions": r"\frac 1 2 ",
        "factors": r"\tanh(x) ", "numbers in scripts": "x_12 ", "row lengths": r"\\[", "square brackets": "[",
        "open environments": r"\begin{", "arrays": r"\begin{array}{l} ", "matrices": r"\begin{matrix}", "hashes": "#",
        "angles": "x_<",
    }.items()
} | {
    "verbs of all characters": "".join(rf"\verb{chr(k)}" for k in range(0x4E00, 0x9F00)) * 8,
    "begins of all names": "".join(rf"\begin{{{chr(97 + k % 26) * (k % 97)}}}" for k in range(10_000)),
    "longer than a megabyte": "x" * (MEGABYTE + 1),
    "an equation and a megabyte": "y = x" + " " * (MEGABYTE - 10),
    "a megabyte with one formula": filled("Words. ", MEGABYTE - 100) + "$$y = W x$$",
    "a megabyte of comments in a formula": "y = " + filled("% words\n", MEGABYTE - 100) + "x",
    "a line of a megabyte that is wrong": "y = x " + " " * (MEGABYTE - 100) + ")",
    "a megabyte of names": "$$y = x$$ $$" + " ".join(f"a_{{{k}}} = b_{{{k}}}," for k in range(50_000))[: MEGABYTE -
20] + "$$",
}  # fmt: skip

MANY = {
    "10,000 equations": equations(10_000),
    "10,000 equations alike": equations(10_000, "y = x"),
    "10,000 equations in a chain": equations(10_000, r"h_{{{next}}} = W h_{{{k}}}"),
    "10,000 displays": "\n".join(f"$$y_{{{k}}} = x$$" for k in range(10_000)),
    "1,000 equations": equations(1_000),
    "300 equations": equations(300),
    "100 equations": equations(100),
    "100 equations by entries": equations(100, r"y^{{({k})}}_i = \sum_j W_{{ij}} x^{{({k})}}_j"),
    "10,000 terms": terms(10_000),
    "10,000 terms alike": terms(10_000, form="x"),
    "10,000 factors": terms(10_000, " "),
    "10,000 factors alike": terms(10_000, " ", "x"),
    "10,000 functions": terms(10_000, " ", r"\tanh(x_{{{k}}})"),
    "10,000 dots": terms(10_000, r" \cdot "),
    "10,000 stars": terms(10_000, " * ", "W"),
    "10,000 circles": terms(10_000, r" \odot "),
    "10,000 quotients": terms(10_000, " / "),
    "10,000 commas": terms(10_000, ", "),
    "10,000 scripts": "y = x" + "_i" * 10_000,
    "10,000 indices": "y = x_{" + ",".join("ijk"[k % 3] for k in range(10_000)) + "}",
    "10,000 letters in a script": "y = W_{" + "ij" * 5_000 + "} x_j",
    "10,000 labels": r"y = x" + r"\label{a}" * 10_000,
    "1,000 terms": terms(1_000),
    "300 terms": terms(300),
    "300 factors": terms(300, " ", "W_{{{k}}}"),
    "300 sums": terms(300, form=r"\sum_j W_{{ij}} x^{{({k})}}_j").replace("y", "y_i"),
    "200 carried states": equations(200, r"h^{{({k})}}_t = W h^{{({k})}}_{{t-1}}"),
    "one name in 1,000 styles": terms(1_000, form=r"\mathbf{{x}}_{{{k}}} + x_{{{k}}}"),
    "one name, many times": "h_t = " + " + ".join(f"h_{{t-{k}}}" for k in range(1_000)),
}

# Just below what is refused, so that it is read and must be quick
FACTORS, ROWS, DEPTH = 24, 55, 28
NEARLY = {
    "products": "\\\\".join(f"Y_{{{k}}} = " + " ".join([f"W_{{{k}}}"] * FACTORS) for k in range(ROWS)),
    "products of many": "\\\\".join(
        f"Y_{{{k}}} = " + " ".join(f"W_{{{k}a{m}}}" for m in range(FACTORS)) for k in range(ROWS)
    ),
    "entrywise products": "\\\\".join(
        f"y_{{{k}}} = " + r" \odot ".join(f"w_{{{k}a{m}}}" for m in range(FACTORS)) for k in range(ROWS)
    ),
    "stars": "\\\\".join(f"y_{{{k}}} = " + " * ".join(f"w_{{{k}a{m}}}" for m in range(FACTORS)) for k in range(ROWS)),
    "terms": "\\\\".join(terms(360, form=f"x_{{{{{{k}}a{m}}}}}").replace("y", f"y_{m}", 1) for m in range(4)),
    "stars that fit nothing": "y = " + " * ".join(f"W_{{{k}}}" for k in range(FACTORS)) + r" \\ y = V v + v^T",
    "comparisons": ("\\\\".join(f"y_{{{k}}} = (" + " < ".join(["x"] * 10) + ")" for k in range(ROWS)), {"x": ()}),
    "comparisons of many": (
        "\\\\".join(f"y_{{{k}}} = (" + " < ".join(f"x_{{{m}a}}" for m in range(10)) + ")" for k in range(110)),
        {f"x_{{{m}a}}": () for m in range(FACTORS)},
    ),
    "choices": (
        "\\\\".join(
            f"y_{{{k}}} = "
            + r"\begin{cases}"
            + r" \\ ".join(f"x_{{{k}}} & z > {m}" for m in range(30))
            + r"\end{cases}"
            for k in range(11)
        ),
        {"z": (), **{f"x_{{{k}}}": () for k in range(15)}},
    ),
    "choices in choices": (
        "y = " + r"\begin{cases} x & x > " * DEPTH + "0" + r" \\ 1 & x < 2 \end{cases}" * DEPTH,
        {"x": ()},
    ),
    "choices of choices": (
        "y = " + r"\begin{cases} 1 & x < 2 \\ " * DEPTH + "x" + r" & x > 3 \end{cases}" * DEPTH,
        {"x": ()},
    ),
    "maxima of maxima": "y = " + r"\max(x, " * DEPTH + "x" + ")" * DEPTH,
    "maxima of numbers": ("y = " + r"\max(x, 2 x - " * DEPTH + "x" + ")" * DEPTH, {"x": ()}),
    "absolute values": ("y = " + r"\lvert x - " * DEPTH + "x" + r"\rvert" * DEPTH, {"x": ()}),
    "normalised": "y = " + r"\operatorname{LN}(" * DEPTH + "x" + ")" * DEPTH,
    "normalised again": "y = " + r"\operatorname{LN}(x + \softmax(" * (DEPTH // 2) + "x" + "))" * (DEPTH // 2),
    "normalised sums": "y = " + r"\mathrm{RMSNorm}(x + \mathrm{LSE}(x - " * (DEPTH // 3) + "x" + "))" * (DEPTH // 3),
    "slopes": "y = " + " + ".join(rf"\silu'''(x_{{{k}}})" for k in range(20)),
    "slopes of slopes": "y = " + r"\silu''(" * DEPTH + "x" + ")" * DEPTH,
    "powers of powers": "y = " + "(" * DEPTH + "x" + ")^{5}" * DEPTH,
    "powers of powers of a vector": ("y = " + "(" * DEPTH + "x" + ")^{5}" * DEPTH, {"x": ("n",)}),
    "norms of norms": "y = " + r"\lVert x + " * DEPTH + "x" + r"\rVert^2" * DEPTH,
    "matrices": "\\\\".join(
        f"Y_{{{k}}} = " + r"\begin{bmatrix}" + r" \\ ".join([" & ".join(["x"] * 20)] * 20) + r"\end{bmatrix}^{-1}"
        for k in range(15)
    ),
    "matrices of matrices": "y = " + r"\begin{bmatrix} 1 & 2 \\ 3 & " * DEPTH + "x" + r"\end{bmatrix}" * DEPTH,
    "products of matrices": "Y = " + r"\begin{bmatrix} a & b \\ c & d \end{bmatrix}" * FACTORS,
    "determinants": r"y = \det(\begin{bmatrix}"
    + r" \\ ".join(" & ".join(f"a_{{{k}x{m}}}" for m in range(20)) for k in range(20))
    + r"\end{bmatrix})",
    "exponentials": "y = " + r"\exp(" * DEPTH + "100" + ")" * DEPTH + r" + \max(\exp(\exp(\exp(\exp(100)))), 2)",
    "a condition on a large number": r"y = \begin{cases} 1 & \exp(\exp(\exp(100))) > 2 \\ 0 & 9^{200} < 2 \end{cases}",
    "a condition beside a large number": (
        r"y = \begin{cases} 1 & x < \exp(\exp(\exp(100))) \\ 0 & 9^{200} < x \end{cases}",
        {"x": ()},
    ),
    "sums in sums": "y = " + " ".join(rf"\sum_{{{one}}}" for one in "abijklmnpqrs") + " W_{ab} V_{ij} x_k x_l",
    "sums over sums": "y_i = " + r"\sum_j W_{ij} (" * DEPTH + "x_j" + ")" * DEPTH,
    "a long word": r"y = \text{" + "a" * 2000 + "+}",
    "a script of commands": "y = W_{" + r"\abc" * 1000 + "!} x",
    "a script of accents": "y = W_{" + r"\hat{a}" * 600 + "} x",
    "a name of accents": "y = " + r"\hat{" * DEPTH + "x" + "}" * DEPTH,
    "quotients": "y = " + " / ".join(["x"] * FACTORS),
    "overs in overs": "y = " + r"{1 \over " * DEPTH + "x" + "}" * DEPTH,
    "scripts in scripts": "y = " + "(1 + x)^{" * DEPTH + "2" + "}" * DEPTH,
    "functions in functions": "y = " + r"\tanh " * DEPTH + "x",
    "deltas": r"y_i = \sum_j " + r"\delta_{ij} " * (FACTORS - 1) + "x_j",
    "remarks that open": "% symgrad: shapes " + "(" * 100_000 + "\ny = x",
    "remarks": "% symgrad: shapes x (n)\n" * 10_000 + "$$y = x$$",
    "remarks of many": "% symgrad: shapes " + ", ".join(f"x_{{{k}}} (n)" for k in range(2_000)) + "\n$$y = x$$",
    "remarks that close nothing": "<!-- symgrad: shapes x (n) " * 10_000,
    "states in a circle": "\\\\".join(f"h_{{{k}a}} = h_{{{(k + 1) % 300}a}}" for k in range(300)),
    "a chain against the order": "\\\\".join(f"h_{{{k}a}} = \\tanh(h_{{{k + 1}a}})" for k in range(300)),
    "blocks in a chain": "\\\\".join(f"h_{{{k}a}} = [h_{{{k + 1}a}}; x]" for k in range(300)),
}

_RNG = random.Random(0)
STRANGE = {
    "nothing": "",
    "a blank": " ",
    "a dollar": "$",
    "a backslash": "\\",
    "a NUL": "\0",
    "NULs": "y\0=\0x",
    "a surrogate": "y = \ud800",
    "surrogates": "\udcff\udc80 y = x \udfff_\ud801",
    "surrogates apart": "y = \ud835\udc31",
    "mathematical letters": "𝐲 = 𝐖 𝐱 + 𝒃",
    "circled digits": "y = ① + x_② + ③^④",
    "digits of other scripts": "y = ٣ + x_٤ + ५^६",
    "superscripts": "y = x⁵ + x₉ + x⁻¹ + Wᵀ",
    "fractions": "y = ½ + ⅓ x",
    "right to left": "y \u202e= x\u202c \u2067+\u2069 \u200f b",
    "Hebrew and Arabic": "ש = א + ب",
    "ideographs": "輸出 = 重み 入力",
    "zero width": "y\u200b = \u200dx\ufeff",
    "combining": "ỹ = x̂ + h̃_t",
    "line separators": "y = x\u2028z = y\u2029w = z\x85v = w",
    "carriage returns": "y = x \\\\\r\nz = y\rw = z",
    "form feeds": "y = x\f\v\x1c\x1d\x1e\x1f",
    "private use": "y = \ue000 \U000f0000",
    "tags of languages": "y = \U000e0041\U000e0042",
    "a byte order mark": "\ufeffy = x",
    "capital dotless": "İ = ı + ſ + K",
    "ligatures": "ﬁ = ﬀ_ﬃ",
    "Roman numerals": "y = Ⅷ + ⅳ",
    "smileys": "😀 = 😁 😂_😃^😄",
    "bytes": bytes(range(256)).decode("latin-1"),
    "bytes of a picture": ("\x89PNG\r\n\x1a\n" + _RNG.randbytes(2000).decode("latin-1")),
    "all of one plane": "y = " + " + ".join(chr(k) for k in range(0xA0, 0x600)),
    "some of every plane": "y = " + " + ".join(chr(k) for k in range(0, 0x110000, 0xFFF)),
}

ALL = {
    f"{group}: {name}": found
    for group, texts in {
        "nested": NESTED, "large": LARGE, "macros": MACROS, "long": LONG, "many": MANY, "nearly": NEARLY,
        "strange": STRANGE,
    }.items()
    for name, found in texts.items()
}  # fmt: skip


def of(name):
    """The text of this name, and its shapes."""
    found = ALL[name]
    return (found, None) if isinstance(found, str) else found
