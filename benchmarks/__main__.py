"""Prints the tables in Markdown."""

from benchmarks.against_sympy import against_the_import, scalar_route
from benchmarks.calls import calls
from benchmarks.depth import depth
from benchmarks.derivation_speed import derivation_speed
from benchmarks.operations import derivation_size
from benchmarks.scaling import scaling
from benchmarks.start import start
from benchmarks.through_time import through_time


def main():
    """All measurements, one after the other."""
    every = (
        start, derivation_speed, derivation_size, against_the_import, scaling, scalar_route, depth, calls, through_time,
    )  # fmt: skip
    for measure in every:
        print(measure(), flush=True)


if __name__ == "__main__":
    main()
