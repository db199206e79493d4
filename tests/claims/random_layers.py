"""Random forward passes of whole arrays without time: layers, gates, norms, attention, samples as rows."""

from tests.claims.claim_formulas import (
    NUMBER,
    Part,
    hadamard,
    half_square,
    matrix,
    negative,
    number,
    ones,
    over_time,
    plus,
    product,
    quotient,
    same,
    turned,
)  # fmt: skip
from tests.claims.forward_passes import Equation, Pass

ACTIVATIONS = ("tanh", "tanh", "sigma", "sigma", "relu", "softplus", "exp")
ONE = number("1")


class Builder:
    """Collects equations, shapes and names of one forward pass."""

    def __init__(self, source, timed=False):
        self.source, self.over_time = source, timed
        self.equations, self.shapes, self.names, self.drawn, self.timed = [], {}, {}, {}, set()
        self.spare = iter(source.sample("RABCGHMKQ", 9))

    def use(self, name, shift=0):
        return Part("name", name=name, shift=shift if name in self.timed else None, shape=self.shapes[name])

    def declare(self, name, shape, shown, timed=False):
        """A variable, and how it is called: base, subscript, superscript."""
        self.shapes[name], self.names[name] = shape, shown
        if timed and self.over_time:
            self.timed.add(name)
        return self.use(name)

    def define(self, name, right, shown):
        """A name for a formula."""
        self.declare(name, right.shape, shown, timed=True)
        self.equations.append(Equation(name, right))
        return self.use(name)

    def weight(self, rows, columns, script):
        base = next(self.spare)
        return self.declare(f"{base}{script}", (rows, columns), (base, *script_of(script)))

    def bias(self, rows, script):
        name = f"b{script}"
        if name in self.shapes:
            name, script = f"c{script}", script
        return self.declare(name, (rows, "1"), (name[0], *script_of(script)))

    def made(self, **own):
        """The pass, and what its names are."""
        return Pass(
            tuple(self.equations), dict(self.shapes), frozenset(self.timed), drawn=dict(self.drawn), **own
        ), dict(self.names)  # fmt: skip


def script_of(script):
    """The two scripts of "_1", "^(1)"."""
    return ("", script[1:]) if script.startswith("^") else (script.removeprefix("_").strip("{}"), "")


def loss(build, last, when=0):
    """A loss by the last name of a pass, which may be over time."""
    source, shape = build.source, last.shape
    kind = source.choice(("square", "square", "inner", "entropy", "binary")) if shape[1] == "1" else "square"
    if kind == "inner":
        return matrix(turned(build.declare("y_c", shape, ("c", "", ""))), last)
    target = build.declare("y", shape, (source.choice(("y", "d", r"\hat{y}")), "", ""), timed=when == 0)
    if kind == "square":
        return half_square(plus(("+", last), ("-", target)))
    build.drawn["y"] = "distribution" if kind == "entropy" else "part"
    rule = same("softmax", last) if kind == "entropy" else same("function", last, "sigma")
    guess = build.define("guess", rule, (source.choice(("p", r"\hat{p}", "q")), "", ""))
    first = matrix(turned(target), same("function", guess, "log"))
    if kind == "entropy":
        return negative(first)
    rest = [plus(("+", ONE), ("-", one)) for one in (target, guess)]
    return negative(plus(("+", first), ("+", matrix(turned(rest[0]), same("function", rest[1], "log")))))


def layers(source):
    """Layers one upon the other: products, gates, residuals, norms."""
    build = Builder(source)
    scripts = source.choice((("_1", "_2", "_3"), ("^(1)", "^(2)", "^(3)"), ("^[1]", "^[2]", "^[3]"), ("", "_o", "_g")))
    size, current = "n", build.declare("x", ("n", "1"), ("x", "", ""))
    base = source.choice("WUV")
    for k, script in enumerate(scripts[: source.choice((1, 2, 2, 3))]):
        following = source.choice("nmpq")
        weight = build.declare(f"{base}{script}", (following, size), (base, *script_of(script)))
        inside = matrix(weight, current)
        if source.random() < 0.8:
            inside = plus(("+", inside), ("+", build.bias(following, script)))
        if source.random() < 0.6:
            inside = build.define(f"z{script}", inside, (source.choice("zas"), *script_of(script)))
        function = source.choice(ACTIVATIONS)
        after = same("function", inside, function)
        if source.random() < 0.25 and following == size:
            after = plus(("+", current), ("+", after))
        current = build.define(f"h{script}", after, ("h", *script_of(script)))
        size = following
        if source.random() < 0.3:
            current = _gated(build, current, k)
        if source.random() < 0.2:
            current = _normed(build, current, k)
    build.define("L", loss(build, current), ("L", "", ""))
    return build.made()


def _gated(build, current, k):
    size, script = current.shape[0], "_r" if k == 0 else f"_{{r{k}}}"
    inside = plus(("+", matrix(build.weight(size, size, script), current)), ("+", build.bias(size, script)))
    gate = build.define(f"r{k}", same("function", inside, "sigma"), ("r", "" if not k else str(k), ""))
    other = build.declare(f"u{k}", current.shape, ("u", "" if not k else str(k), ""))
    right = plus(("+", hadamard(gate, current)), ("+", hadamard(plus(("+", ONE), ("-", gate)), other)))
    return build.define(f"v{k}", right, ("v", "" if not k else str(k), ""))


def _normed(build, current, k):
    size, shown = current.shape[0], "" if not k else str(k)
    if build.source.random() < 0.5:
        mean = build.define(
            f"mu{k}", product(number(f"1/{size}"), matrix(turned(ones(size)), current)), (r"\mu", shown, "")
        )
        current = build.define(f"e{k}", plus(("+", current), ("-", mean_of(mean, size))), ("e", shown, ""))
    square = product(number(f"1/{size}"), matrix(turned(current), current))
    spread = build.define(
        f"s{k}", same("function", plus(("+", square), ("+", number("1/2"))), "sqrt"), (r"\rho", shown, "")
    )
    xhat = build.define(f"xhat{k}", quotient(current, spread), (r"\hat{x}", shown, ""))
    scale = build.declare(f"gamma{k}", current.shape, (r"\gamma", shown, ""))
    shift = build.declare(f"beta{k}", current.shape, (r"\beta", shown, ""))
    return build.define(f"o{k}", plus(("+", hadamard(scale, xhat)), ("+", shift)), ("o", shown, ""))


def mean_of(mean, size):
    """A number for every entry of a column."""
    return product(mean, ones(size))


def attention(source):
    """Attention in matrices, a position in each row."""
    build = Builder(source)
    base = source.choice("XH")
    x = build.declare("x", ("n", "m"), (base, "", ""))
    size = source.choice("pq")
    below = source.choice((("Q", "K", "V"), ("q", "k", "v")))
    weights = [build.declare(f"W{one}", ("m", size), ("W", one, "")) for one in below]
    q, k, v = (build.define(one, matrix(x, weight), (one, "", "")) for one, weight in zip("QKV", weights, strict=True))
    scores = build.define("S", product(number(f"1/r{size}"), matrix(q, turned(k))), ("S", "", ""))
    weights = build.define("A", same("each row", scores), (source.choice("AP"), "", ""))
    out = build.define("O", matrix(weights, v), (source.choice("OY"), "", ""))
    if source.random() < 0.4:
        out = build.define(
            "Z", plus(("+", x), ("+", matrix(out, build.declare("W_O", (size, "m"), ("W", "O", ""))))), ("Z", "", "")
        )
    build.define("L", loss(build, out), ("L", "", ""))
    return build.made()


def samples(source):
    """Layers whose arrays have a sample in each row."""
    build = Builder(source)
    size, current = "n", build.declare("x", ("q", "n"), ("X", "", ""))
    for script in ("_1", "_2")[: source.choice((1, 2))]:
        following = source.choice("nmp")
        inside = matrix(current, build.declare(f"W{script}", (size, following), ("W", *script_of(script))))
        if source.random() < 0.7:
            inside = plus(("+", inside), ("+", matrix(ones("q"), turned(build.bias(following, script)))))
        if source.random() < 0.7:
            inside = build.define(f"z{script}", inside, ("Z", *script_of(script)))
        current = build.define(
            f"h{script}", same("function", inside, source.choice(ACTIVATIONS)), ("H", *script_of(script))
        )
        size = following
    build.define("L", loss(build, current), ("L", "", ""))
    return build.made()


def recurrence(source):
    """A cell with one state or more over time."""
    build = Builder(source, timed=True)
    x, size = build.declare("x", ("m", "1"), ("x", "", ""), timed=True), source.choice("np")
    kind = source.choice(("plain", "gated", "two", "residual"))
    states = ["h"] if kind != "two" else ["h", "c"]
    for one in states:
        build.declare(one, (size, "1"), (one if one != "c" else source.choice("cs"), "", ""), timed=True)
    named = source.random() < 0.5  # whether the arguments of functions have names
    bases = source.choice(("WUV", "UWV", "WVU", "UVW"))

    def cell(name, function, shown, reads, script):
        terms = [
            ("+", matrix(build.declare(f"{base}{script}", (size, one.shape[0]), (base, *script_of(script))), one))
            for base, one in zip(bases, (x, *reads), strict=False)
        ]
        if source.random() < 0.7:
            terms.append(("+", build.bias(size, script)))
        inside = plus(*terms)
        if named:
            inside = build.define(
                f"a{name}", inside, (("a", "", name) if len(name) == 1 else (rf"\hat{{{name[0]}}}", "", ""))
            )
        return build.define(name, same("function", inside, function), shown)

    before = build.use("h", -1)
    if kind == "plain":
        cell("h", source.choice(("tanh", "tanh", "sigma", "relu")), build.names["h"], [before], "")
        state = build.use("h")
    elif kind == "residual":
        new = cell("new", source.choice(("tanh", "tanh", "relu")), (r"\tilde{h}", "", ""), [before], "_h")
        rate = build.declare("rate", NUMBER, (source.choice((r"\epsilon", r"\tau")), "", ""))
        added = product(rate, new) if source.random() < 0.5 else new
        state = build.define("h", plus(*source.sample((("+", before), ("+", added)), 2)), build.names["h"])
    elif kind == "gated":
        gate = cell("z", "sigma", ("z", "", ""), [before], "_z")
        reset = cell("r", "sigma", ("r", "", ""), [before], "_r") if source.random() < 0.6 else None
        inner = hadamard(reset, before) if reset else before
        new = cell("new", source.choice(("tanh", "tanh", "relu")), (r"\tilde{h}", "", ""), [inner], "_h")
        keep = plus(("+", ONE), ("-", gate))
        sides = source.sample((keep, gate), 2)
        state = build.define(
            "h", plus(("+", hadamard(sides[0], before)), ("+", hadamard(sides[1], new))), build.names["h"]
        )
    else:
        old = build.use("c", -1)
        peephole = [old] if source.random() < 0.3 else []
        gates = {
            one: cell(one, "sigma", (one, "", ""), [before, *peephole], f"_{one}")
            for one in source.choice(("fio", "fo", "io"))
        }
        new = cell("g", "tanh", ("g", "", ""), [before], "_g")
        keep = gates.get("f") or plus(("+", ONE), ("-", gates["i"]))
        take = gates.get("i") or plus(("+", ONE), ("-", gates["f"]))
        inside = build.define("c", plus(("+", hadamard(keep, old)), ("+", hadamard(take, new))), build.names["c"])
        shown = same("function", inside, "tanh") if source.random() < 0.7 else inside
        state = build.define("h", hadamard(gates["o"], shown), build.names["h"])
    if source.random() < 0.6:
        state = _output(build, state)
    own = loss(build, state)
    if source.random() < 0.5:
        step = build.define("ell", own, (source.choice((r"\ell", "L", "E", "e")), "", ""))
        right, losses = over_time(step), ("L", "ell")
    else:
        right, losses = over_time(own), ("L",)
    build.shapes["L"], build.names["L"] = NUMBER, ("L", "", "")
    build.equations.append(Equation("L", right))
    return build.made(losses=losses)


def _output(build, state):
    rows = build.source.choice("mq")
    right = plus(("+", matrix(build.weight(rows, state.shape[0], "_y"), state)), ("+", build.bias(rows, "_y")))
    return build.define("out", right, (build.source.choice((r"\hat{o}", "u", "s")), "", ""))
