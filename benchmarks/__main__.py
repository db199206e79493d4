"""Prints the tables in Markdown."""

from benchmarks.against_sympy import against_the_import, scalar_route
from benchmarks.depth import depth
from benchmarks.derivation_speed import derivation_speed
from benchmarks.operations import derivation_size
from benchmarks.scaling import scaling


def main():
    """All measurements, one after the other."""
    for measure in (derivation_speed, derivation_size, against_the_import, scaling, scalar_route, depth):
        print(measure(), flush=True)


if __name__ == "__main__":
    main()
