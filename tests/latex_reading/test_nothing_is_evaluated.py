"""What a text says is never run as code: no eval, exec or compile, and no text goes to SymPy to be read."""

import ast
import sys
from pathlib import Path

import pytest
import sympy as sp
from sympy.parsing import sympy_parser

import symgrad as sg
from tests.latex_reading import hostile_texts
from tests.latex_reading.published import claims, forward_passes

ROOT = Path(sg.__file__).parent
PACKAGES = ("latex_reading", "papers", "claims")
ADAPTER = "outside_reader.py"  # of latex2sympy2, whose own parser reads the text
RUNS = {"eval", "exec", "compile", "__import__", "globals", "locals", "vars", "breakpoint"}
READS = {"parse_expr", "parse_latex", "literal_eval", "latex2sympy"}
CONVERTS = {"sympify", "S", "nsimplify", "N", "_sympify"}  # these read text, and take what is none as it is
MODULES = {"importlib", "runpy", "code", "codeop", "pickle", "marshal", "subprocess", "shelve", "ctypes"}
# Of these SymPy reads nothing in a name, or digits alone, of which the tokens have seen that they are no more.
TAKES_TEXT = {"Symbol", "MatrixSymbol", "Function", "Dummy", "Rational", "Integer", "Float"}
SPEAKS = {"text", "base", "variable", "label", "remark", "name", "stem", "key", "letter"}  # attributes that are text


def sources():
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def called(node):
    """What a call looks a name up in, and the name: ("sp", "sympify")."""
    if isinstance(node.func, ast.Attribute):
        return getattr(node.func.value, "id", ""), node.func.attr
    return "", getattr(node.func, "id", "")


def is_text(node):
    """Whether a node is text by all that it says of itself."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    if isinstance(node, ast.BinOp):
        return is_text(node.left) or is_text(node.right)
    if isinstance(node, ast.Call):
        return called(node)[1] in ("str", "repr", "format", "join", "group", "strip", "replace", "spelled", "latex")
    if isinstance(node, ast.Subscript):
        return "match" in getattr(node.value, "id", "")
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Attribute) and node.attr in SPEAKS)


def names_in(node, adapter):
    """The names that a node imports, speaks of or calls with text."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        names = [alias.name for alias in node.names] + [getattr(node, "module", None) or ""]
        return [one for one in names if one.split(".")[0] in MODULES or one in READS | RUNS or "sympy.parsing" in one]
    if isinstance(node, ast.Name):
        return [node.id] if node.id in RUNS else []
    if adapter:
        return []
    if isinstance(node, ast.Attribute):
        of_os = getattr(node.value, "id", "") == "os" and node.attr.startswith(("system", "popen", "exec", "spawn"))
        return [node.attr] if of_os or node.attr in READS | {"eval", "exec", "__globals__", "__builtins__"} else []
    if isinstance(node, ast.Call) and any(map(is_text, node.args)):
        owner, name = called(node)
        return [name] if name in CONVERTS or (owner in ("sp", "sympy") and name not in TAKES_TEXT) else []
    return []


def dangers(source, adapter=False):
    """What in a source would run or read text as code: the line and the name of each."""
    tree = ast.parse(source)
    return [(node.lineno, name) for node in ast.walk(tree) for name in names_in(node, adapter)]


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_text_is_run_or_given_to_sympy(path):
    assert dangers(path.read_text(), adapter=path.name == ADAPTER) == []


def test_every_package_is_looked_at():
    assert {path.relative_to(ROOT).parts[0] for path in sources()} == set(PACKAGES)
    assert len(sources()) > 60


@pytest.mark.parametrize("source", [
    "eval(text)", "exec(text)", "compile(text, '', 'exec')", "f = eval", "import importlib", "globals()[name]",
    "from ast import literal_eval", "from sympy.parsing.sympy_parser import parse_expr", "import sympy.parsing.latex",
    "sp.sympify('x + 1')", "sp.sympify(node.text)", "sp.sympify(f'{name} + 1')", "sp.S(str(x))", "sympify(token.text)",
    "sp.Add(node.text, 1)", "sp.parse_expr(text)", "ast.literal_eval(text)", "__import__(name)", "data.eval(x)",
    "sp.nsimplify(match[0])", "sp.expand(node.name)", "sp.lambdify([], text.strip())", "os.system(text)",
])  # fmt: skip
def test_code_that_runs_text_is_found(source):
    assert dangers(source)


@pytest.mark.parametrize("source", [
    "re.compile(r'x')", "sp.sympify(right).free_symbols", "sp.Rational(node.text)", "sp.Function(name)", "evaluate(x)",
    "sp.Symbol(node.name)", "sp.Add(*terms)", "sp.Mul(1, x, evaluate=False)", "values = self.evaluated(node.text)",
])  # fmt: skip
def test_code_that_runs_nothing_is_not(source):
    assert dangers(source) == []


# The same while texts are read: SymPy's parser is not reached, and Python compiles nothing.


@pytest.fixture
def events(monkeypatch):
    """What Python's audit and SymPy's parser tell while a list is there to tell it to."""
    found = []

    def parsed(*given, **options):
        found.append("parse_expr")
        raise AssertionError("SymPy was given text")

    monkeypatch.setattr(sympy_parser, "parse_expr", parsed)
    _LISTENING.append(found)
    yield found
    _LISTENING.remove(found)


_LISTENING = []


def _hear(event, given):
    if _LISTENING and event in ("compile", "exec", "os.system", "subprocess.Popen"):
        _LISTENING[-1].append(event)


sys.addaudithook(_hear)  # it cannot be taken away again, so it is silent where nobody listens


def _texts():
    yield from ((one.latex, one.shapes, one.conventions) for one in forward_passes.PUBLISHED)
    yield from ((*hostile_texts.of(name), {}) for name in hostile_texts.ALL if name.startswith(("macros", "strange")))


def _reads_all():
    for text, shapes, conventions in _texts():
        try:
            sg.read_latex(text, shapes, conventions)
        except sg.SymgradError:
            continue


def _verifies():
    paper = claims.PAPERS[0]
    sg.verify(paper.text, paper.forward, paper.shapes, paper.conventions)


@pytest.mark.parametrize("call", [_reads_all, _verifies])
def test_nothing_is_compiled_while_a_text_is_read(call, events):
    call()  # what is imported late is imported now
    events.clear()
    call()
    assert events == []


def test_what_is_compiled_is_heard(events):
    eval("1 + 1")
    assert {"compile", "exec"} <= {*events}
    with pytest.raises((AssertionError, sp.SympifyError)):
        sp.sympify("x + 1")
    assert events[-1] == "parse_expr"
