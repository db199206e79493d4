r"""Random backward passes as people write them: ``python3 -m tests.claims.random_claims --count 500``.

A forward pass is drawn, its backward pass derived by the tests' own adjoints and checked by complex steps; some claims
are spoilt in known ways, and that they have other numbers is checked too. Then the judge must call the ones right and
the others wrong. Ends with status 1 where a right claim is called wrong, or a wrong one right.
"""

import argparse
import collections
import itertools
import re
import sys

import symgrad as sg
from symgrad.errors import SymgradError
from tests.claims.random_texts_of_claims import KINDS, Case


def judged(case):
    """Each claim with its verdict; None where there is none."""
    report = sg.verify(case.text, case.forward, case.shapes, case.conventions)
    plain = ["".join(line.split()).replace("&=", "=") for line in case.text.splitlines()]
    found, start = [], 0
    for one in case.claims:
        start = next(k for k in range(start, len(plain)) if "".join(one.text.split()) in plain[k])
        found.append((one, next((verdict for verdict in report.verdicts if verdict.line == start + 1), None)))
        start += 1
    return report, found


def outcome(said, verdict):
    """What became of a claim, in a word."""
    if verdict is None:
        return "unread"
    if verdict.status == "right under a condition" and said.kind:
        if said.at_zero and "before the first step" in verdict.reason:
            return "right where it is"
        if said.kind == "name" and "function of the output" in verdict.reason:
            return "right where it is"
    return verdict.status


WRONG = ("wrong", "partial", "right where it is")  # what a spoilt claim may be called
BAD = {False: ("wrong", "partial"), True: ("right", "right up to layout", "right under a condition")}


def patched(text, difference):
    """A text with a unified difference applied."""
    lines, found, at = text.splitlines(keepends=True), [], 0
    for line in difference.splitlines(keepends=True):
        if line.startswith(("---", "+++")):
            continue
        if line.startswith("@@"):
            start = int(re.match(r"@@ -(\d+)", line)[1]) - 1
            found += lines[at:start]
            at = start
        elif line.startswith("+"):
            found.append(line[1:])
        elif line.startswith("\\"):
            continue
        else:
            at += 1
            if line.startswith(" "):
                found.append(line[1:])
    return "".join([*found, *lines[at:]])


def named_place(said, verdict):
    """Whether the term that is told is the place that was spoilt, or about it."""
    term, *places = ("".join(text.replace("&", "").split()) for text in (verdict.term, *said.places))
    return bool(term) and any(term in place or place in term for place in places)


def corrected_again(case, report):
    """The verdicts on the claims that a report puts right, which are not right then; None where it puts none right."""
    mended = {one.line for one in report.verdicts if one.right}
    if not mended:
        return None
    text = patched(case.text, report.corrected())
    again = sg.verify(text, case.forward, case.shapes, case.conventions)
    return [one for one in again.verdicts if one.line in mended and not one.status.startswith("right")]


def mended_alone(case, report):
    """The verdicts on claims each put right alone, where the text with it does not bear that out."""
    found = []
    for one in report.verdicts:
        if one.right and one.end:
            text = case.text[: one.start] + one.right + case.text[one.end :]
            again = sg.verify(text, case.forward, case.shapes, case.conventions).verdicts
            found += [other for other in again if other.line == one.line and not other.status.startswith("right")]
    return found


class Told:
    """What came of many texts: counts, and what to look into."""

    def __init__(self, show):
        self.show, self.tally, self.bad = show, collections.Counter(), 0

    def judge(self, seed, kind, declared):
        """One text."""
        case, lines = Case(seed, kind, declared), []
        try:
            report, found = judged(case)
            left = corrected_again(case, report)
            alone = mended_alone(case, report)
        except Exception as error:  # told as what it is: a crash is worse than a refusal
            self.bad += not isinstance(error, SymgradError)
            self.tally[declared, "text", type(error).__name__] += 1
            print(f"{seed} {kind}, declared {declared}: {type(error).__name__}: {error}\n{case.whole}", flush=True)
            return
        for said, verdict in found:
            lines += self._claim(declared, said, verdict)
        if left is not None:
            self.tally[declared, "corrected", "does not verify" if left else "verifies"] += 1
            lines += [f"  corrected, and yet {one.status}: {one.claim}\n      {one.reason}" for one in left]
            lines += [f"  mended alone, and yet {one.status}: {one.claim}\n      {one.reason}" for one in alone]
            self.bad += len(left) + len(alone)
        if lines:
            print("\n".join([f"{seed} {kind}, declared {declared}", *lines]), flush=True)
            if self.show:
                print(case.whole, flush=True)

    def _claim(self, declared, said, verdict):
        came, spoilt = outcome(said, verdict), bool(said.kind)
        self.tally[declared, "spoilt" if spoilt else "right", came] += 1
        self.bad += came in BAD[spoilt]
        if came not in (WRONG if spoilt else ("right",)):
            reason = f"{verdict.reason} | {verdict.right}" if verdict is not None else ""
            return [f"  {came} for {said.kind or 'right'}: {said.text}\n      {reason}"]
        if came != "wrong":
            return []
        named = named_place(said, verdict)
        self.tally[declared, "term", "named" if named else "elsewhere", said.kind] += 1
        self.tally[declared, "repair", "told" if verdict.right else "none", said.kind] += 1
        if named and verdict.right:
            return []
        return [f"  [{said.kind} at {' -> '.join(said.places)}] {said.text}\n      {verdict.reason} | {verdict.term}"]


def main(arguments=None):
    """Judges; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.claims.random_claims")
    parser.add_argument("--count", type=int, default=100, help="how many texts of each kind")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=list(KINDS))
    parser.add_argument("--declared", choices=["all", "inputs", "none"])
    parser.add_argument("--show", action="store_true", help="tell whole texts")
    options = parser.parse_args(arguments)
    told = Told(options.show)
    kinds = [options.kind] if options.kind else list(KINDS)
    for seed, kind in itertools.product(range(options.seed, options.seed + options.count), kinds):
        told.judge(seed, kind, options.declared or ("all", "inputs", "none")[seed % 3])
    for key, count in sorted(told.tally.items()):
        print(f"{count:6d}  {', '.join(key)}")
    return int(bool(told.bad))


if __name__ == "__main__":
    sys.exit(main())
