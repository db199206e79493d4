"""Brings the gallery up to date: ``python3 -m derivations``, from the root of the repository."""

from derivations.gallery import write

for path in write():
    print(f"written: derivations/{path.parent.name}/{path.name}")
