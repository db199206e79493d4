"""What shows that a name broke out of generated code, HTML, Markdown or LaTeX. It shares no code with symgrad."""

import ast
import builtins
import re
from html.parser import HTMLParser
from pathlib import Path

_CALLED = {"empty", "float", "int", "len", "max", "min", "range", "reversed", "round", "tuple"}
_TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "table", "tr", "td", "th", "pre",
    "code", "a", "math",
}  # fmt: skip
_MATHML = {
    "mrow", "mi", "mo", "mn", "mtext", "msub", "msup", "msubsup", "mover", "munder", "mfrac", "msqrt", "mroot",
    "mtable", "mtr", "mtd", "mspace", "mstyle", "mpadded",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href"}, "html": {"lang"}, "meta": {"charset"}, "table": {"class"}, "td": {"class"}, "tr": {"id"},
    "math": {"xmlns", "display", "displaystyle"},
}  # fmt: skip
_EVIL = re.compile(
    r"\\(?:input|include|openin|openout|read|write|immediate|special|catcode|e?def|let|csname|endcsname|expandafter|"
    r"newcommand|renewcommand|href|url|directlua|loop|ShellEscape|scantokens|newwrite|pdfobj|includegraphics|verb|"
    r"usepackage|documentclass)(?![A-Za-z])|\^\^"
)


def ran():
    """Whether the code in a name has run."""
    return hasattr(builtins, "canary_of_names") or Path("canary_of_names").exists()


def in_code(source):
    """What stands in generated code that symgrad would not write."""
    tree = ast.parse(source)
    own = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    faults = []
    for node in ast.walk(tree):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            faults += [f"imports {a.name}" for a in node.names if a.name not in ("numpy", "math")]
        elif isinstance(node, ast.Call):
            root = node.func
            while isinstance(root, (ast.Attribute, ast.Subscript)):
                root = root.value
            if isinstance(node.func, ast.Name) and node.func.id not in own | _CALLED:
                faults.append(f"calls {node.func.id}")
            if isinstance(root, ast.Constant):
                faults.append("calls a method of a constant")
        elif isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            faults.append(f"uses .{node.attr}")
        elif isinstance(node, (ast.Lambda, ast.Global, ast.Delete, ast.ClassDef, ast.While, ast.JoinedStr, ast.Await)):
            faults.append(type(node).__name__)
    return faults + _texts(tree)


def _texts(tree):
    told = {
        id(n.body[0].value)
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef) and isinstance(n.body[0], ast.Expr)
    }
    texts = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [f"the text {n.value!r}" for n in texts if id(n) not in told and not re.fullmatch(r"[a-z.,>-]*", n.value)]


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.faults, self.open = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in _TAGS | _MATHML:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            shown = tag in _MATHML and name not in ("href", "style", "class", "id") and not name.startswith("on")
            if not shown and name not in _ATTRIBUTES.get(tag, ()):
                self.faults.append(f"<{tag} {name}={value!r}>")
            if name == "href" and not value.startswith("#eq:"):
                self.faults.append(f"a link to {value!r}")
        if tag not in ("meta", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in ("meta", "mspace") and (not self.open or self.open.pop() != tag):
            self.faults.append(f"</{tag}>")

    def handle_comment(self, data):
        self.faults.append(f"a comment {data!r}")

    def handle_pi(self, data):
        self.faults.append(f"<?{data!r}")


def in_html(page):
    """Tags, attributes and links that are not those of a document of symgrad."""
    parser = _Tags()
    parser.feed(page)
    parser.close()
    return parser.faults + [f"<{tag}> stays open" for tag in parser.open]


def in_markdown(text):
    """What a reader of Markdown would take for HTML or a link; and formulas or code that do not end."""
    rest = re.sub(r"^(`{3,})[^\n]*\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    rest = re.sub(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", "", rest)
    faults = [f"a tag {found!r}" for found in re.findall(r"(?<!\\)<[A-Za-z/!?][^\n]{0,20}", rest)]
    rest = re.sub(r"\$\$.*?\$\$|(?<!\\)\$(?:\\.|[^$\\\n])+\$", "", rest, flags=re.DOTALL)
    faults += [f"a link {found!r}" for found in re.findall(r"(?<!\\)\][(\[][^\n]{0,20}", rest)]
    faults += ["a formula that does not end"] * bool(re.search(r"(?<!\\)\$", rest))
    faults += ["code that does not end"] * bool(re.search(r"(?<!\\)`", rest))
    rows = re.findall(r"^\|.*\|$", text, flags=re.MULTILINE)
    widths = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    return faults + [f"rows of {sorted(widths)} bars"] * (len(widths) > 1)


def in_tex(text, like):
    """Commands that no document has, braces that do not match, other environments or labels than ``like`` has."""
    body = text.partition("\\begin{document}")[2].replace(r"\renewcommand{\arraystretch}", "")
    faults = [f"the command {found}" for found in _EVIL.findall(body)]
    signs = re.findall(r"\\.|[{}$]", body, flags=re.DOTALL)
    depth = 0
    for sign in signs:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            faults.append("a brace closes that was not opened")
            break
    faults += ["a brace that stays open"] * (depth > 0)
    faults += ["an odd number of dollar signs"] * (signs.count("$") % 2)
    for kind in ("begin", "end", "label", "eqref"):
        own, other = (len(re.findall(rf"\\{kind}\{{", one)) for one in (text, like))
        faults += [f"{own} times \\{kind}, not {other}"] * (own != other)
    begun, ended = (re.findall(rf"\\{kind}\{{([a-z*]*)\}}", text) for kind in ("begin", "end"))
    faults += ["an environment without its end"] * (sorted(begun) != sorted(ended))
    labels = re.findall(r"\\label\{([^}]*)\}", text)
    faults += [f"the label {one!r}" for one in labels if not re.fullmatch(r"[A-Za-z0-9:._-]+", one)]
    faults += ["a label twice"] * (len(set(labels)) < len(labels))
    return faults + ["a comment"] * bool(re.search(r"(?<!\\)%", body))
