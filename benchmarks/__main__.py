"""Prints the tables in Markdown."""

from benchmarks.against_sympy import against_the_import, scalar_route
from benchmarks.depth import depth
from benchmarks.scaling import scaling
from benchmarks.through_time import through_time


def main():
    """All measurements, one after the other."""
    for measure in (against_the_import, scaling, scalar_route, depth, through_time):
        print(measure(), flush=True)


if __name__ == "__main__":
    main()
