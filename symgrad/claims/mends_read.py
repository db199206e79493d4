"""Mends read again: of those found, the ones that the text, with them in it, bears out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symgrad.claims.corrections import Judged, corrections, place_in_text
from symgrad.claims.slips.edits import Repair
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.files.files_mended import Change
from symgrad.latex_reading.nodes.meanings import Statement
from symgrad.latex_reading.tex.tex_macros import Macro
from symgrad.latex_reading.tex.tex_tokens import Source

Stretch: TypeAlias = tuple[int, int]
Among: TypeAlias = Callable[[Statement], bool]
MOST_TRIED = 8  # mends of one claim
_FEWEST, _MOST = 8, 60  # further readings of one text,
_LETTERS = 60_000  # and of how many letters in all


@dataclass(frozen=True)
class MendsRead:
    """Reads a text again with mends in it.

    again     a text -> its claims with the verdicts on them, and whether these are all, or only those among some, since
              the mends change nothing else; None where it cannot be read
    further   a claim -> its mends behind the first
    """

    source: Source
    macros: Mapping[str, Macro]
    again: Callable[[Source, Among], tuple[Judged, bool] | None]
    further: Callable[[Statement], Iterator[Repair]]

    def borne_out(self, judged: Judged) -> Judged:
        """The verdicts with those mends alone that hold; where one does not, with the next that does, or with none."""
        failing = self._failing(judged)
        if not failing:
            return judged
        kept = [(one, _without(own) if k in failing else own) for k, (one, own) in enumerate(judged)]
        most = min(max(_LETTERS // max(len(self.source.text), 1), _FEWEST), _MOST)
        tries = iter(range(most))
        for k in sorted(failing):
            found = self._held(judged, k, tries)
            kept[k] = kept[k][0], found or kept[k][1]
        while failing := self._failing(kept):
            kept = [(one, _without(own) if k in failing else own) for k, (one, own) in enumerate(kept)]
        return kept

    def _held(self, judged: Judged, place: int, tries: Iterator[int]) -> Verdict | None:
        """The verdict on one claim with the first mend that holds alone."""
        claim, own = judged[place]
        others = (replace(own, reason=fix.reason, term=fix.term, right=fix.text) for fix in self.further(claim))
        for told in itertools.islice(itertools.chain([own], others), MOST_TRIED):
            if next(tries, None) is None:
                return None
            alone = [(one, told if k == place else _without(other)) for k, (one, other) in enumerate(judged)]
            if not self._failing(alone):
                return told
        return None

    def _failing(self, judged: Judged) -> set[int]:
        """Which mends do not hold where the text has all of them; all of them where it is no better for them."""
        mended = {k for k, (_, verdict) in enumerate(judged) if verdict.right}
        if not mended:
            return set()
        changes = sorted(corrections(judged, self.macros))
        places = {k: place_in_text(*judged[k]) for k in mended}
        apart = [k for k in sorted(mended) if not any(_inside(one, places[k]) for one in changes)]
        text, moved = _changed(self.source.text, changes)
        stretches = {k: moved(place) for k, place in places.items()}
        for k in apart:  # what is one of several, and cannot be put in its place, is read behind the text
            stretches[k] = len(text), len(text) + len(judged[k][1].right) + 9
            text += f"\n\n$${judged[k][1].right}$$\n\n\n"
        mine = [*stretches.values()]
        found = self.again(
            Source(text, self.source.file, kind=self.source.kind),
            lambda claim: any(_within(claim, stretch) for stretch in mine),
        )
        if found is None:
            return mended
        again, whole = found
        failing = {k for k in mended if not _is_better(judged, k, places[k], again, stretches[k], k in apart)}
        left = _count_wrong(judged) - len(mended) + len(failing) + len(apart)
        return mended if whole and _count_wrong(again) > left else failing


def _is_better(judged: Judged, k: int, place: Stretch, again: Judged, stretch: Stretch, apart: bool) -> bool:
    """Whether a claim is read again where its mend stands, and all is right there that was or is mended."""
    found = [verdict for claim, verdict in again if _within(claim, stretch)]
    if apart:
        return bool(found) and all(map(_is_right, found))
    before = [verdict for claim, verdict in judged if _within(claim, place)]
    left = sum(not (_is_right(one) or one.right) for one in before)
    return len(found) >= max(len(before), 1) and sum(not _is_right(one) for one in found) <= left


def _is_right(verdict: Verdict) -> bool:
    return verdict.status.startswith("right")


def _count_wrong(judged: Judged) -> int:
    return sum(verdict.status in ("wrong", "partial") for _, verdict in judged)


def _without(verdict: Verdict) -> Verdict:
    return replace(verdict, right="")


def _within(claim: Statement, stretch: Stretch) -> bool:
    """Whether a claim begins there."""
    return stretch[0] <= claim.span.source.origin(claim.span.start) <= stretch[1]


def _inside(change: Change, place: Stretch) -> bool:
    return place[0] <= change[0] and change[1] <= place[1]


def _changed(text: str, changes: Iterable[Change]) -> tuple[str, Callable[[Stretch], Stretch]]:
    """A text with changes, and where a part of it stands then."""
    parts, place, made = [], 0, list[Change]()
    for start, end, new in changes:
        if start >= place:
            parts += [text[place:start], new]
            place = end
            made.append((start, end, new))

    def shifted(offset: int, behind: bool) -> int:
        return offset + sum(
            len(new) - (end - start) for start, end, new in made if end < offset or (end == offset and behind)
        )

    def moved(stretch: Sequence[int]) -> Stretch:
        return shifted(stretch[0], False), shifted(stretch[1], True)

    return "".join([*parts, text[place:]]), moved
