"""Random forward passes by entries: sums over indices, softmax, norms, attention, a recurrence."""

from tests.claims.claim_formulas import NUMBER, Part, negative, number, over, over_time, plus, product, quotient, same
from tests.claims.forward_passes import Equation, Pass

ACTIVATIONS = ("tanh", "sigma", "exp", "softplus", "relu")
LETTERS = ("ijkl", "ijkl", "jkil", "kjil")
ONE = number("1")


class EntryBuilder:
    """Collects equations by entries."""

    def __init__(self, source, timed=False):
        self.source, self.over_time = source, timed
        self.equations, self.shapes, self.names, self.drawn, self.timed = [], {}, {}, {}, set()
        self.letters = source.choice(LETTERS)

    def letter(self, place, size):
        return f"{self.letters[place]}:{size}"

    def declare(self, name, shape, shown=None, timed=False):
        self.shapes[name] = (*shape, "1")[:2] if shape else NUMBER
        self.names[name] = shown or (name, "", "")
        if timed and self.over_time:
            self.timed.add(name)
        return name

    def at(self, name, *letters, shift=0):
        return Part("name", name=name, shift=shift if name in self.timed else None, letters=letters)

    def define(self, name, right, letters, shown=None, partials=()):
        self.declare(name, [one.partition(":")[2] for one in letters], shown, timed=True)
        self.equations.append(Equation(name, right, tuple(letters), tuple(partials)))
        return name

    def made(self, **own):
        return Pass(
            tuple(self.equations), dict(self.shapes), frozenset(self.timed), drawn=dict(self.drawn), by_entries=True,
            **own,
        ), dict(self.names)  # fmt: skip


def loss(build, last, letters):
    """A loss by the entries of a name."""
    source, kind = build.source, build.source.choice(("square", "square", "inner", "entropy"))
    if kind == "entropy" and len(letters) == 1:
        last = softmax(build, last, letters, letters, "guess", source.choice(("p", r"\hat{y}", "q")))
    build.declare("y", [one.partition(":")[2] for one in letters], (source.choice("yd"), "", ""), timed=True)
    one, other = build.at(last, *letters), build.at("y", *letters)
    if kind == "inner":
        return over(letters, product(other, one))
    if kind == "entropy" and len(letters) == 1:
        build.drawn["y"] = "distribution"
        return negative(over(letters, product(other, same("function", one, "log"))))
    return product(number("1/2"), over(letters, same("square", plus(("+", one), ("-", other)))))


def softmax(build, name, letters, summed, out, shown):
    """Powers divided by their sum over the last letter."""
    size = letters[-1].partition(":")[2]
    spare = next(one for one in "lks" if all(not letter.startswith(one) for letter in (*letters, *summed)))
    other = (*letters[:-1], f"{spare}:{size}")
    power = lambda places: same("function", build.at(name, *places), "exp")  # noqa: E731
    right = quotient(power(letters), over(other[-1:], power(other)))
    own = Part("name", name=out, shift=0 if name in build.timed else None, letters=tuple(letters))
    second = Part("name", name=out, shift=own.shift, letters=tuple(other))
    partials = (
        (build.at(name, *letters), own, ()),
        (build.at(name, *other), negative(product(own, second)), other[-1:]),
    )
    return build.define(out, right, letters, (shown, "", ""), partials)


def layers(source):
    """Layers by entries."""
    build = EntryBuilder(source)
    sizes = source.choice(("nm", "nmp", "nmq", "mpn"))
    current, place = build.declare("x", sizes[0], ("x", "", "")), 0
    if source.random() < 0.4:
        current = normed(build, current, build.letter(0, sizes[0]))
    for k, (before, after) in enumerate(zip(sizes, sizes[1:], strict=False)):
        one, two = build.letter(k + 1, after), build.letter(k, before)
        turned = source.random() < 0.5
        weight = build.declare("WV"[k], (before, after) if turned else (after, before))
        entry = build.at(weight, *((two, one) if turned else (one, two)))
        inside = over((two,), product(entry, build.at(current, two)))
        if source.random() < 0.6:
            inside = plus(("+", inside), ("+", build.at(build.declare("bc"[k], after), one)))
        if source.random() < 0.6:
            inside = build.at(build.define("zu"[k], inside, (one,)), one)
        current = build.define("hg"[k], same("function", inside, source.choice(ACTIVATIONS)), (one,))
        place = k + 1
    last = build.letter(place, sizes[-1])
    build.define("L", loss(build, current, (last,)), ())
    return build.made()


def normed(build, name, letter):
    """A norm over all entries."""
    size = letter.partition(":")[2]
    part = number(f"1/{size}")
    mean = build.define("mu", product(part, over((letter,), build.at(name, letter))), (), (r"\mu", "", ""))
    centred = build.define("e", plus(("+", build.at(name, letter)), ("-", build.at(mean))), (letter,))
    square = over((letter,), same("square", build.at(centred, letter)))
    spread = build.define("v", plus(("+", product(part, square)), ("+", number("1/2"))), (), ("v", "", ""))
    right = quotient(build.at(centred, letter), same("function", build.at(spread), "sqrt"))
    out = build.define("xhat", right, (letter,), (r"\hat{x}", "", ""))
    build.declare("gamma", size, (r"\gamma", "", ""))
    return build.define("r", product(build.at("gamma", letter), build.at(out, letter)), (letter,))


def attention(source):
    """Attention by entries."""
    build = EntryBuilder(source)
    i, j, k = "i:n", "j:n", "k:m"
    scaled = number("1/rm")
    for name in "qa":
        build.declare(name, "nm", (name, "", ""))
    build.declare("v", "nm")
    right = over((k,), product(build.at("q", i, k), build.at("a", j, k)))
    build.define("s", product(scaled, right) if source.random() < 0.6 else right, (i, j))
    softmax(build, "s", (i, j), (k,), "p", source.choice(("p", r"\alpha", "w")))
    build.define("o", over((j,), product(build.at("p", i, j), build.at("v", j, k))), (i, k))
    build.define("L", loss(build, "o", (i, k)), ())
    return build.made()


def recurrence(source):
    """A recurrent network by entries."""
    build = EntryBuilder(source, timed=True)
    i, j, k = (f"{one}:{size}" for one, size in zip(source.choice(("ijk", "jik", "kji")), "nmn", strict=True))
    build.declare("x", "m", timed=True)
    build.declare("h", "n", timed=True)
    build.declare("U", "nm")
    build.declare("W", "nn")
    inside = plus(
        ("+", over((j,), product(build.at("U", i, j), build.at("x", j)))),
        ("+", over((k,), product(build.at("W", i, k), build.at("h", k, shift=-1)))),
    )  # fmt: skip
    if source.random() < 0.5:
        inside = plus(("+", inside), ("+", build.at(build.declare("b", "n"), i)))
    if source.random() < 0.5:
        inside = build.at(build.define("a", inside, (i,)), i)
    current, letters = build.define("h", same("function", inside, source.choice(("tanh", "sigma"))), (i,)), (i,)
    if source.random() < 0.6:
        build.declare("V", "pn")
        one = "r:p" if source.random() < 0.5 else "l:p"
        current, letters = (
            build.define("o", over((i,), product(build.at("V", one, i), build.at("h", i))), (one,)),
            (one,),
        )
    own = loss(build, current, letters)
    losses = ("L",)
    if source.random() < 0.5:
        build.define("ell", own, (), (source.choice(("E", "L", r"\ell")), "", ""))
        own, losses = build.at("ell"), ("L", "ell")
    build.declare("L", "")
    build.equations.append(Equation("L", over_time(own)))
    return build.made(losses=losses)
