"""Names that break out."""

import builtins
import re

import pytest
import sympy as sp

import symgrad as sg
from tests.faults.row import Row
from tests.properties.breaking_out import in_html, in_markdown, in_tex

n = sg.dims("n")
CODE = '"""+str(__import__("builtins").__dict__.__setitem__("canary_of_names", 1))+"""'


def _refused(make):
    with pytest.raises(sg.SymgradError) as told:
        make()
    return f"refused: {str(told.value).partition(';')[0]}"


def _code_as_an_output():
    told = _refused(lambda: sg.scalar(CODE))
    symbol, x = sp.Symbol(CODE), sg.scalar("x")  # SymPy takes any text
    function = sg.System([(symbol, 2 * x)]).lambdify()
    assert float(function(x=3.0)) == 6.0
    assert not hasattr(builtins, "canary_of_names")
    return f"{told}; of SymPy's own symbol nothing runs, the value is right"


def _lines_as_an_output():
    name = 'y"""\nprint("x")\n"""'
    _refused(lambda: sg.scalar(name))
    return _refused(lambda: sg.System([(sp.Symbol(name), 2 * sg.scalar("x"))]))


def _documents(cell):
    made = sg.document(cell, check=False)
    return sg.html(made), sg.markdown(made), sg.tex(made)


def _html():
    pytest.importorskip("latex2mathml", reason="HTML needs latex2mathml, the extra html")
    cells = [sg.System([(sg.vector("y", n), sg.tanh(sp.MatrixSymbol("<script>alert(1)</script>", n, 1)))]),
             sg.System([(sg.vector("y", n), sg.tanh(sg.vector("x", n, latex="<b>")))])]  # fmt: skip
    for cell in cells:
        page, text, _ = _documents(cell)
        assert in_html(page) == in_markdown(text) == []
        assert "<script>" not in page
        assert "<b>" not in page + text
    return "escaped, in HTML and in Markdown"


def _one_name_to_python():
    for one, other in (("φ", "ϕ"), ("ε", "ϵ"), ("θ", "ϑ"), ("μ", "µ")):
        x, y, L = sg.scalar(one), sg.scalar(other), sg.scalar("L")
        with pytest.raises(sg.NameClashError) as told:
            sg.System([(L, x - y)])
    assert str(told.value) == ("μ and µ are one name to Python, which reads both as μ; give one of them another name.")
    alone = sg.lambdify(3 * sg.scalar("ϕ"))
    assert alone(ϕ=2.0) == alone(φ=2.0) == 6.0
    return "NameClashError; one of them alone is called by either"


def _self():
    assert sg.lambdify(2 * sg.scalar("self"))(self=3.0) == 6.0
    for name in ("x²", "\0", "\ud800", "", "x y"):
        told = _refused(lambda name=name: sg.vector(name, n))
    for name in ("\0", "\ud800", "x\ny"):
        _refused(lambda name=name: sg.lambdify(2 * sp.Symbol(name)))
        _refused(lambda name=name: sg.gradient(2 * sp.Symbol(name), name))
    return f"self is a name as any; {told}"


def _latex_as_a_name():
    for name in (r"\input{/etc/passwd}", r"}\write18{ls}"):
        _refused(lambda name=name: sg.vector(name, n))
        cell = sg.System([(sg.vector("y", n), sg.tanh(sp.MatrixSymbol(name, n, 1)))])
        assert in_tex(sg.tex(sg.document(cell, check=False)), "") != []  # other labels than none
        assert not re.search(r"\\(?:input|write)(?![a-z])", _documents(cell)[2].partition("begin{document}")[2])
    return "refused; of SymPy's own symbol " + sg.latex(sp.Symbol(r"\input{x}"))


def _labels():
    _refused(lambda: sg.vector("{}", n))
    h, pre, x, w, v = sg.vectors("h pre_h x w v", n)
    cell = sg.System([(pre, sg.tanh(x)), (h, sg.tanh(sg.hadamard(w, pre) + x)), (v, sg.hadamard(h, pre))])
    text = sg.tex(sg.document(cell, check=False))
    labels = re.findall(r"\\label\{([^}]*)\}", text)
    assert len(set(labels)) == len(labels)
    assert {"eq:bar_pre_h", "eq:bar_pre_h-2"} <= set(labels)
    braces = sg.System([(sp.MatrixSymbol("{}", n, 1), sg.tanh(x))])
    assert "\\label{eq:x}" in sg.tex(sg.document(braces, check=False))
    return "legal and unique: eq:bar_pre_h, eq:bar_pre_h-2"


def _latex_name():
    return _refused(lambda: sg.vector("x", n, latex=r"\input{x}"))


def _two_helpers():
    def cube(factor):
        return sg.elementwise(
            f"cube_{factor}", slope=lambda x, y: 3 * factor * x**2, numpy="cube({x})",
            helper=f"def cube(x):\n    return {factor} * x * x * x",
        )  # fmt: skip

    x, y, z = sg.scalars("x y z")
    for first, second in ((cube(1), cube(2)), (sg.sigmoid, sg.elementwise(
        "own", slope=lambda x, y: 1, numpy="sigmoid({x})", helper="def sigmoid(x):\n    return x"))):  # fmt: skip
        with pytest.raises(sg.NameClashError) as told:
            sg.System([(y, first(x)), (z, second(x))]).lambdify()
    assert str(told.value).startswith("two functions of this system come with Python code that defines sigmoid, ")
    assert sg.lambdify(cube(2)(x))(x=2.0) == 16.0
    return f"NameClashError: {str(told.value).partition(';')[0]}"


ROWS = (
    Row("""sg.scalar('\"""+str(open("FILE", "w"))+\"""') as an output""", "code runs", "refused", _code_as_an_output),
    Row(
        'an output called y""" print("x") """, on three lines',
        "stands in the docstring",
        "refused",
        _lines_as_an_output,
    ),
    Row('a variable <script>..., latex="<b>"', "unescaped in HTML", "escaped", _html),
    Row("φ and ϕ, ε and ϵ, θ and ϑ, μ and µ in one System", "wrong numbers", "an error", _one_name_to_python),
    Row(
        "self, x², a NUL, a lone surrogate, the empty name, x y", "SyntaxError, IndexError, accepted", "an error", _self
    ),
    Row(r"the name \input{...} or }\write18{...}", "in the LaTeX as it is", "escaped or refused", _latex_as_a_name),
    Row("{} as a name; pre_h beside h", "two equations with one label", "legal labels", _labels),
    Row(r'latex=r"\input{...}"', "in the .tex as it is", "refused", _latex_name),
    Row("two elementwise functions with one helper name", "one replaces the other", "an error", _two_helpers),
)
