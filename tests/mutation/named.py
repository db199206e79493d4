"""Mutants that people named: faults that one makes by hand, or that were once there. Each is a change of one text."""

from __future__ import annotations

from dataclasses import dataclass

from tests.mutation.mutants import Mutant
from tests.mutation.recording import ROOT


@dataclass(frozen=True)
class Named:
    """One of them: in a file of symgrad ``old``, which stands there once, becomes ``new``."""

    what: str
    file: str
    old: str
    new: str

    def mutant(self) -> Mutant:
        """The change in the source as it stands; ValueError where the source has moved on."""
        path = f"symgrad/{self.file}"
        source = (ROOT / path).read_text()
        if source.count(self.old) != 1:
            raise ValueError(f"{self.what}: {self.old!r} stands {source.count(self.old)} times in {path}, not once")
        start = len(source[: source.index(self.old)].encode())
        line = source[: source.index(self.old)].count("\n") + 1
        return Mutant(path, line, start, start + len(self.old.encode()), self.old, self.new)


_BATCH, _BACK, _TOLD = "the sum over a batch", "the backward sweep", "what is told with t"

NAMED: tuple[Named, ...] = (
    Named(_BATCH, "lowering/batching.py", 'return ".sum(axis=0)" if', 'return "[0].copy()" if'),
    Named(_BATCH, "lowering/leading_sums.py", "return lowering.without_lead(term)", "return term"),
    Named(_BATCH, "lowering/leading_sums.py", "if any(_is_mixed(lowering, expr.args[k]) for k in places)", "if False"),
    Named(_BATCH, "targets/array_code/contractions.py",
          'f"{rows[0]}.T @ {rows[1]}"', 'f"{rows[1]}.T @ {rows[0]}"'),
    Named(_BATCH, "lowering/batching.py", "if self.summed[equation.lhs] or self.spread[equation.lhs])", "if False)"),
    Named("the sum over time", "lowering/programs.py",
          "made.without_lead(whole, (TIME,))", "made.at_place(whole, TIME, 0)"),
    Named("the last step", "lowering/programs.py", "made.at_place(whole, TIME, -1)", "made.at_place(whole, TIME, 0)"),
    Named(_BACK, "time/backward.py", "and not isinstance(seed, Seed):", "and True:"),
    Named(_BACK, "time/backward.py", "elif isinstance(seed, Seed) or (", "elif ("),
    Named(_BACK, "time/backward.py", "self.defaults[seed] = sp.S.One", "self.defaults[seed] = sp.S.Zero"),
    Named(_BACK, "time/backward.py", 'if output.kind == "last":', "if False:"),
    Named(_BACK, "time/backward.py",
          "equations, made, carry, -stage.direction", "equations, made, carry, stage.direction"),
    Named("truncation of vectors", "time/backward.py",
          "scale(keep, next_of(bar))", "next_of(bar)"),
    Named("truncation of scalars", "time/backward.py",
          "return keep * next_of(bar) if", "return next_of(bar) if"),
    Named("truncation, every k steps", "time/indexing.py",
          "sp.Mod(t, k, evaluate=False), 0", "sp.Mod(t, k, evaluate=False), 1"),
    Named(_TOLD, "time/indexing.py", "start, first = (sp.S.Zero, sp.S.One)", "start, first = (sp.S.One, sp.S.One)"),
    Named(_TOLD, "time/indexing.py", "start, first = (sp.S.Zero, sp.S.One)", "start, first = (sp.S.Zero, sp.S.Zero)"),
    Named(_TOLD, "time/indexing.py", "if forward else (T + 1, T)", "if forward else (T, T)"),
    Named(_TOLD, "time/indexing.py", "if forward else (T + 1, T)", "if forward else (T + 1, T + 1)"),
    Named(_TOLD, "time/indexing.py", "start = sp.S.Zero if direction == 1", "start = sp.S.One if direction == 1"),
    Named(_TOLD, "time/indexing.py", "if direction == 1 else T + 1", "if direction == 1 else T"),
    Named(_TOLD, "time/indexing.py", "before = time - direction", "before = time + direction"),
    Named(_TOLD, "time/indexing.py", "sum_over_time(right, sp.S.One, T)", "sum_over_time(right, sp.S.Zero, T)"),
    Named(_TOLD, "time/indexing.py", "sum_over_time(right, sp.S.One, T)", "sum_over_time(right, sp.S.One, T - 1)"),
    Named(_TOLD, "printing/passes/sums_over_time.py", "later), node.first - 1,", "later), node.first,"),
    Named(_TOLD, "printing/passes/sums_over_time.py", "sp.simplify(node.last - 1)", "node.last"),
    Named(_TOLD, "time/indexing.py", "found[at(symbol.primal, T + 1)] = None", "found[at(symbol.primal, T)] = None"),
    Named(_TOLD, "time/indexing.py",
          "found[at(symbol.primal, sp.S.Zero)] = None", "found[at(symbol.primal, sp.S.One)] = None"),
    Named("log1p of a log-softmax", "operations/vector_sources.py",
          "z - np.log1p(e.sum(axis=-1, keepdims=True))", "z - np.log(1.0 + e.sum(axis=-1, keepdims=True))"),
    Named("log1p of a logsumexp", "operations/vector_sources.py",
          "np.log1p(e.sum(axis=-1))", "np.log(1.0 + e.sum(axis=-1))"),
    Named("log1p of a softplus", "functions/elementwise.py",
          "np.where({x}.real > 0.0, {x}, 0.0) + np.log1p(", "np.where({x}.real > 0.0, {x}, 0.0) + np.log(1.0 + "),
    Named("1/n of an RMS norm", "operations/of_vectors.py",
          "1 / lines.count(x), lines.dot(_applied(slope(), lines, x, epsilon), dx)",
          "1, lines.dot(_applied(slope(), lines, x, epsilon), dx)"),
    Named("1/n of an RMS norm", "operations/of_vectors.py",
          "negate(lines.times(mul(1 / lines.count(x), lines.dot(y, dx)), y))",
          "negate(lines.times(lines.dot(y, dx), y))"),
    Named("1/n of an RMS norm", "operations/vector_sources.py",
          "np.sqrt((x * x).mean(axis=-1) + epsilon)", "np.sqrt((x * x).sum(axis=-1) + epsilon)"),
    Named("the order of an outer product", "targets/array_code/contractions.py",
          'Code(f"{self._left[0].atom}[:, None] * {self._right[0].within(Level.SIGN)}"',
          'Code(f"{self._left[0].within(Level.SIGN)} * {self._right[0].atom}[:, None]"'),
    Named("a transpose", "calculus/transpose_rules.py",
          "before = [transpose(factor) for factor in", "before = [factor for factor in"),
    Named("a transpose", "calculus/transpose_rules.py",
          "bar, *(transpose(factor) for factor in", "bar, *(factor for factor in"),
    Named("a transpose", "calculus/transpose_rules.py",
          "sp.Transpose: lambda node, k, bar: transpose(bar)", "sp.Transpose: lambda node, k, bar: bar"),
    Named("a transpose", "calculus/transpose_rules.py", "others = [transpose(arg) for", "others = [arg for"),
    Named("a transpose", "calculus/transpose_rules.py", "transpose(node.argument), bar", "node.argument, bar"),
    Named("a transpose", "targets/array_code/axes.py", 'return Code(f"{code.atom}.T")', "return code"),
    Named("a transpose", "targets/array_code/axes.py",
          'return Code(f"np.swapaxes({code.text}, -1, -2)")', "return code"),
    Named("a transpose in print", "printing/rules/linear.py",
          "_inverse(formula, node.arg.arg, transposed=True)\n    base",
          "_inverse(formula, node.arg.arg, transposed=False)\n    base"),
    Named("a transpose in print", "printing/rules/linear.py",
          "if node.shape[1] == 1:\n        return column", "if True:\n        return column"),
    Named("a sign in print", "printing/rules/sums_and_products.py",
          "return negated(style, whole) if number.is_negative else whole", "return whole"),
    Named("a sign in print", "printing/formula.py",
          "sum(part.negative for part in pieces) % 2", "any(part.negative for part in pieces)"),
    Named("a sign in print", "printing/rules/linear.py", "'-' if number < 0 else '+'", "'+' if number < 0 else '-'"),
    Named("a sign in print", "printing/rules/linear.py", "negative=body.negative, depth", "negative=False, depth"),
    Named("a subscript in print", "printing/code_names.py", 'self.base + (self.sub and f"_{self.sub}")', "self.base"),
    Named("a subscript in print", "printing/code_names.py",
          "scripts = letter, [digits, *scripts]", "scripts = letter, [*scripts]"),
    Named("a subscript in print", "printing/names.py",
          'return braced(f"{unbraced(script)},{more}" if script else more)', "return braced(more)"),
    Named("a subscript in print", "printing/code_names.py",
          'braced(",".join(map(_script, scripts)))', 'braced(",".join(map(_script, scripts[:1])))'),
    Named("a subscript in print", "printing/code_names.py", 'Name(base, scripts.get("_", ""), ', 'Name(base, "", '),
    Named("a superscript in print", "printing/code_names.py", 'scripts.get("^", ""), word)', '"", word)'),
    Named("the time step in print", "printing/names.py", 'f"t{shift:+d}" if shift', 'f"t{-shift:+d}" if shift'),
    Named("an index in print", "printing/rules/linear.py",
          "sp.expand(index.xreplace(letters) + 1)", "sp.expand(index.xreplace(letters))"),
)  # fmt: skip
