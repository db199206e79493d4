"""``python3 -m tests.properties.marks``: in every display distinct variables look distinct, and every mark is told.

The judge knows nothing of the printer. That two variables look alike shows where each of them has an equation of its
own in the display, in which it stands alone; that a mark is not told shows when legend, prose and tables lack it. That
text depends on nothing else shows in shuffled histories: equal systems, with other things declared, derived and printed
in between, SymPy's cache warm and cold.
"""

import argparse
import contextlib
import functools
import itertools
import random
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import sympy as sp
from sympy.core.cache import clear_cache

import symgrad as sg
from symgrad.algebra import element
from symgrad.errors import NameClashError, SymgradError
from symgrad.expressions.nodes import Commutation, Diag, Unit
from symgrad.expressions.nodes.functional import Applied
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import At, Inner
from symgrad.expressions.traversal import postorder
from symgrad.printing import NOTATIONS, latex_equations, latex_formula, text_equations
from symgrad.programs.equations import Equation, variables_in

POOL = [
    ("x", None), ("xhat", r"\hat{x}"), ("x_hat", r"\widehat x"), ("x_bar", r"\bar{x}"), ("xdot", r"\dot x"),
    ("y", None), ("ytilde", r"\tilde{y}"), ("h", None), ("h_prev", None), ("h_t", None), ("h_1", None), ("h1", None),
    ("h_0", None),
    ("sigma", None), ("Delta", None), ("Delta_h", None), ("delta", None), ("delta_h", None), ("L", None), ("I", None),
    ("e", None), ("e_1", None), ("t", None), ("T", None), ("K", None), ("tau", None), ("tau_h", None), ("pi", None),
    ("alpha", None), ("α", None), ("a", r"\alpha"), ("b", r"\alpha"), ("z", r"\bar z"), ("f", "f'"), ("f_prime", None),
    ("phi", r"\varphi"), ("v", None), ("d", None), ("dx", None), ("h2", "h^{(2)}"), ("Gamma_h", None), ("n", None),
    ("lam", r"\lambda"), ("E", None), ("given", r"\breve{h}"), ("check", r"\check x"), ("vh", r"\vec h"),
    ("one", r"\mathbf{1}"), ("softmax", None), ("Id", None), ("unit", None), ("unit_1", None), ("K_1", None),
    ("sf", r"\mathsf{I}"),
]  # fmt: skip
# What the printer has a letter of its own for: the identity, its first column, the permutation of vec(X).
SIGNS = (sp.Identity(3), Unit(3, 1, 0, 0), Commutation(3, 3))
# Functions that an author leaves undefined, called like variables, like each other and like what the printer writes.
FUNCTIONS = ("f", "f_1", "f1", "max", "softmax", "sigma", "step", "x", "tr", "diag", "h", "std", "sqrt", "sum")
_UPRIGHT = re.compile(r"\\operatorname(?![A-Za-z])|\\(?=(?:max|min|exp|log|tanh|det)(?![A-Za-z]))")
_SHARE = 10  # systems that one process takes at a time
# An accent, a letter of a mark, a word: each is to be an author's, or to be told.
_MARKS = re.compile(
    r"\\(?:bar|hat|dot|check|breve|grave|acute|mathring|Delta|delta|Gamma|tau|Xi|odot|oslash|langle|nabla)(?![A-Za-z])"
    r"|\\operatorname\{(?:LN|std|rms|rmsnorm|step)\}|'\(|(?<=partial )L|\\mathbf\{1\}"
)


def seen(text):
    """What the eye takes in: without braces and blanks, a wide hat as a hat."""
    for wide, plain in (
        (r"\overline", r"\bar"),
        (r"\widehat", r"\hat"),
        (r"\boldsymbol", r"\mathbf"),
        (r"^{\prime}", "'"),
    ):
        text = text.replace(wide, plain)
    return re.sub(r"[{}\s]|\\,", "", _UPRIGHT.sub(r"\\mathrm", text))


def called(text):
    """What the eye takes in of the name of a function, which stands before its brackets."""
    told = re.match(r"(?:function|undefined)\([^)]*\)'*", text)
    return told[0] if told else re.sub(r"\\(?:left|[Bb]igg?l?)$", "", seen(text).partition("(")[0])


def random_system(draw):
    """A small system whose names are meant to be taken for one another."""
    n = sg.dims("n")
    names = draw.sample(POOL, draw.randint(5, 8))
    known = [sg.vector(name, n, latex=latex) for name, latex in names]
    count = draw.randint(2, 3)
    inputs, defined = known[:-count], known[-count:]
    equations, have = [], list(inputs)
    for name in defined:
        one, two, three = (draw.choice(have) for _ in range(3))
        rhs = draw.choice([
            lambda a, b, c: sg.tanh(sg.hadamard(a, b) + c), lambda a, b, c: sg.layer_norm(a + b, c),
            lambda a, b, c: sg.sigmoid(a) + sg.hadamard(b, c),
            lambda a, b, c: sg.dot(a, b) * c + sg.exp(-sg.dot(a, c)) * b,
            lambda a, b, c: sg.softmax(sg.hadamard(a, b)) + c,
            lambda a, b, c: sp.Max(sg.total(a), sg.dot(a, b)) * c,
            lambda a, b, c: sg.logsumexp(a) * sg.relu(b) + sp.sqrt(1 + sg.dot(c, c)) * c,
        ])(one, two, three)  # fmt: skip
        if draw.random() < 0.4:
            rhs = rhs * sp.Function(draw.choice(FUNCTIONS))(sg.dot(one, three))
        equations.append((name, rhs))
        have.append(name)
    return sg.System(equations, inputs=inputs, outputs=defined[-2:])


class Probed:
    """A program with one more equation for each of its variables, each first entry and each function, alone in it.

    How a variable looks beside the others is then read off a display, and all of them are compared at once.
    """

    def __init__(self, program):
        used = (variable for equation in program.equations for variable in variables_in(equation.rhs))
        self.variables = list(dict.fromkeys([*(equation.lhs for equation in program.equations), *used]))
        if not hasattr(program, "indexed"):  # over time a display has x at t, and no x
            self.variables = list(dict.fromkeys([*program.inputs, *self.variables]))
        self.count = len(program.equations)
        self.variables += [element(v, 0, 0) for v in self.variables if shape_of(v)] + [*SIGNS]
        self.functions = functions_in(program)
        probes = (Equation(_probe(k, v), v) for k, v in enumerate([*self.variables, *self.functions.values()]))
        self.equations = (*program.equations, *probes)
        self.definitions = {equation.lhs: equation.rhs for equation in self.equations}
        self._program = program

    def __getattr__(self, name):
        return getattr(self._program, name)


def functions_in(program):
    """What is written as a word before brackets, and the vector of ones: an instance of each, as the program has it."""
    found = {}
    for node in (node for equation in program.equations for node in postorder(equation.rhs)):
        if isinstance(node, sp.OneMatrix) and node.shape[1] == 1:
            found.setdefault(sp.OneMatrix, node)
        elif isinstance(node, (sp.Max, sp.Min, sp.Trace, Diag)):
            found.setdefault(type(node), node)
        elif isinstance(node, (sp.Function, Applied)):
            head = node.func if isinstance(node, sp.Function) else node.head
            if not isinstance(head, sp.Lambda) and not isinstance(node, sp.Piecewise):
                found.setdefault(head, node)
    return found


def _probe(place, variable):
    shape = shape_of(variable)
    return sp.MatrixSymbol(f"probe{place}", *shape) if shape else sp.Symbol(f"probe{place}")


def displays(program):
    """The lines that are printed of a program, by the name of the display."""
    yield "text", text_equations(program)
    for notation in NOTATIONS:
        yield notation, latex_equations(program, None, notation)


def clashes(program, displays=displays):
    """(display, variable, other, how both look) where two variables of a display look alike; (display, line) twice."""
    program = getattr(program, "told", program)
    probed = Probed(program)
    plain = dict(displays(program))
    for name, lines in displays(probed):
        if lines[: probed.count] != plain[name]:
            raise AssertionError(f"{name}: probes change what is printed:\n{plain[name]}\n{lines}")
        met = {}
        rights = [line.partition(" = ")[2].lstrip("& ") for line in lines[probed.count :]]
        alone = len(probed.variables)
        looks = [*map(seen, rights[:alone]), *map(called, rights[alone:])]
        for thing, look in zip([*probed.variables, *probed.functions], looks, strict=True):
            if look and met.setdefault(look, thing) != thing:
                yield name, met[look], thing, look
        left = Counter(seen(line.partition(" = ")[0]) for line in plain[name])
        yield from ((name, look) for look, count in left.items() if count > 1)


def undefined(document, authors):
    """The marks in a document's displays that neither its prose nor its tables tell, and that are no author's."""
    made = sg.markdown(document)
    shown = "".join(re.findall(r"\$\$(.*?)\$\$", made, re.DOTALL))
    inner = "bar" if r"\delta \bar" in shown else "hat"  # what an equation defines as an argument, in the notation
    lefts = re.findall(rf"^(\\{inner}\{{.*?) &=", shown, re.MULTILINE)
    return untold(shown, " ".join([re.sub(r"\$\$.*?\$\$", "", made, flags=re.DOTALL), *lefts]), authors)


def untold(shown, told, authors):
    """The marks of a formula that a text does not tell, and that are no author's."""
    shown, told = _narrow(shown), _narrow(told)
    return sorted({mark for mark in _MARKS.findall(shown) if not _is_told(mark, told) and mark not in authors})


def _narrow(latex):
    return latex.replace(r"\overline", r"\bar").replace(r"\widehat", r"\hat")


def beside(program, authors):
    """(notation, marks) that are in the equations of a program and not in the legend beside them."""
    for notation in NOTATIONS:
        told = program.told
        formula = latex_formula(told, notation)
        inner = [one for one in told.definitions if isinstance(one.primal if isinstance(one, At) else one, Inner)]
        defined = [formula(one) for one in inner]
        shown = " ".join(latex_equations(told, None, notation))
        if missing := untold(shown, " ".join([*program.legend(notation), *defined]), authors):
            yield notation, missing


def _is_told(mark, told):
    return ("'" in told) if mark == "'(" else mark in told


def authors_of(program):
    """What the author's own names have in them."""
    names = [f"{getattr(v, 'latex_name', None) or ''} \\{v.name.partition('_')[0]} {v.name}" for v in program.inputs]
    names += [f"{getattr(v, 'latex_name', None) or ''} \\{str(v.name).partition('_')[0]}" for v in program.definitions]
    return set(_MARKS.findall(_narrow(" ".join(names))))


def lost_in(histories, draw, tell=lambda said: None):
    """How many shuffled histories in one process change what is printed of equal systems."""
    first, changed = None, 0
    for number in range(histories):
        for name, latex in draw.sample(POOL, 6):
            size = sg.dims(draw.choice(["n", "m"]))
            str(sg.text(sg.vector(name, size, latex=latex) + sg.vector(draw.choice("pqrxy"), size)))
        if draw.random() < 0.3:
            clear_cache()
        if draw.random() < 0.3:
            random_history(draw)
        told = _told(draw.random() < 0.5)
        first = first or told
        changed += told != first
        if number % _SHARE == _SHARE - 1:
            tell(f"{number + 1} histories: {changed} changed the text")
    return changed


def random_history(draw):
    """Something derived and printed."""
    with contextlib.suppress(SymgradError):  # a history all the same
        random_system(draw).gradient().latex()


def _told(turned):
    n, m = sg.dims("n m")
    makers = {
        "W": lambda: sg.matrix("W", n, m), "U": lambda: sg.matrix("U", n, n), "b": lambda: sg.vector("b", n),
        "x": lambda: sg.vector("x", m), "h": lambda: sg.vector("h", n), "g": lambda: sg.vector("g", n),
        "p": lambda: sg.scalar("p"), "q": lambda: sg.scalar("q"),
    }  # fmt: skip
    made = {name: make() for name, make in (reversed(makers.items()) if turned else makers.items())}
    W, U, b, x, h, g, p, q = (made[name] for name in "WUbxhgpq")
    terms = [W * x, U * h, b] if not turned else [b, U * h, W * x]
    z, y = sg.vectors("z y", n)
    system = sg.System(
        [(z, sg.tanh(terms[0] + terms[1] + terms[2])), (y, sg.hadamard(z, g) * p + q * sg.hadamard(g, h))]
    )
    gradient, derivation = system.gradient(), system.derivative("y", "h")
    sums = p + q if not turned else q + p
    return (
        sg.text(sums), sg.latex(b + terms[1] if turned else terms[1] + b), str(system), system.latex(notation="nabla"),
        str(gradient), gradient.lambdify().source, str(derivation.steps), derivation.latex(steps=True), repr(system),
        str(derivation.factors),
    )  # fmt: skip


def searched(count, seed, first=0):
    """Of so many random systems: how many were compared and refused, and what is wrong with which."""
    compared = refused = 0
    wrong = []
    for number in range(first, first + count):
        draw = random.Random(f"{seed} {number}")
        try:
            system = random_system(draw)
            for program in (system, system.gradient(), system.gradient().gradient()):
                compared += 1
                found = [*clashes(program), *beside(program, authors_of(system))]
                wrong += [f"seed {seed}, system {number}: {clash}\n{program}" for clash in found[:3]]
            if number % 5 == 0:
                missing = undefined(sg.document(system, check=False, steps=[]), authors_of(system))
                wrong += [f"seed {seed}, system {number}: not told: {missing}\n{system}"] if missing else []
        except NameClashError:
            refused += 1
        except Exception as error:
            wrong.append(f"seed {seed}, system {number}: {type(error).__name__}: {error}")
    return compared, refused, wrong


def programs_of(cell):
    """What is derived of a cell, in one step and through time, by name."""
    back = cell.gradient()
    yield from (("cell", cell), ("gradient", back), ("tangent", cell.tangent()))
    yield from (("gradient of gradient", back.gradient()), ("Hessian-vector product", back.tangent()))
    if cell.carry:
        over_time = sg.Recurrence(cell)
        back = over_time.gradient()
        yield from (("over time", over_time), ("gradient over time", back), ("tangent over time", over_time.tangent()))
        yield from (("truncated", over_time.gradient(truncate=2)), ("product over time", back.tangent()))
        (h, *_), loss = cell.outputs, sg.scalar("E")
        for kind in ("loss", "last"):
            yield f"of a {kind}", over_time.gradient(**{kind: (loss, sg.dot(h, h) / 2)})


def documents_of(cell):
    """The documents of a cell in each notation, in one step and through time, by name."""
    for notation in NOTATIONS:
        yield notation, sg.document(cell, notation=notation, check=False)
        if cell.carry:
            yield f"{notation}, over time", sg.document(sg.Recurrence(cell), notation=notation, check=False)


def of_the_library(name):
    """A cell by name, how many displays were judged of what is derived of it, and what is wrong with which."""
    cell = getattr(sg.cells, name)()
    authors = authors_of(cell)
    shown, wrong = 0, []
    for kind, program in programs_of(cell):
        shown += 1 + len(NOTATIONS)
        wrong += [f"{name}, {kind}: {clash}" for clash in clashes(program)]
        wrong += [f"{name}, {kind}: not told beside it: {missing}" for missing in beside(program, authors)]
    for kind, document in documents_of(cell):
        shown += 1
        missing = undefined(document, authors)
        wrong += [f"{name}, document in {kind}: not told: {missing}"] if missing else []
    return name, shown, wrong


def main(arguments=None):
    """Searches the library, random systems and histories, and tells what it finds as it goes; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--histories", type=int, default=200)
    options = parser.parse_args(arguments)
    displays, library, compared, refused, wrong = 0, [], 0, 0, []
    firsts = range(0, options.count, _SHARE)
    shares = [min(_SHARE, options.count - first) for first in firsts]
    with ProcessPoolExecutor(options.processes) as pool:
        for name, shown, found in pool.map(of_the_library, sg.cells.__all__):
            displays, library = displays + shown, library + found
            print("\n".join([*found, f"{name}: {shown} displays, {len(found)} clashes or untold marks"]), flush=True)
        for parts in pool.map(searched, shares, itertools.repeat(options.seed), firsts):
            compared, refused, wrong = compared + parts[0], refused + parts[1], wrong + parts[2]
            print("\n".join([*parts[2], f"{compared} programs, {refused} refused, {len(wrong)} wrong"]), flush=True)
    changed = lost_in(options.histories, random.Random(options.seed), functools.partial(print, flush=True))
    print(
        f"{len(sg.cells.__all__)} cells, {displays} displays: {len(library)} clashes or untold marks; {compared} "
        f"programs compared, {refused} refused by name: {len(wrong)} wrong; {options.histories} histories: {changed} "
        f"changed the text."
    )
    return bool(library or wrong or changed)


if __name__ == "__main__":
    sys.exit(main())
