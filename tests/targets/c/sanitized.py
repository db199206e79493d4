"""C files that stand alone, of every cell, compiled without a warning and run under sanitizers beside NumPy.

Run ``python3 -m tests.targets.c.sanitized`` for all of it, ``--cells lstm gru`` for some, ``--compilers gcc`` for one.
Each file is built once by each compiler for each type, with the sanitizers of addresses and of undefined behaviour, and
called at every size and number of samples with arrays that end where their entries end. Ends with status 1 where a
compiler warns, a sanitizer stops a program, or a number is further from NumPy's than :mod:`tests.targets.c.every_cell`
allows.
"""

import argparse
import multiprocessing
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

import symgrad as sg
from symgrad.lowering import BATCH, TIME
from symgrad.targets.c.plain_file import PlainFile
from tests.targets.c.every_cell import STEPS, TOLERANCES, distance, how_far_it_may_be, point_of
from tests.targets.same_results import KINDS, system_of

WARNINGS = ("-std=c11", "-pedantic", "-Wall", "-Wextra", "-Werror")
SANITIZERS = ("-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all")
COMPILERS = tuple(name for name in ("gcc", "clang") if shutil.which(name))
SIZES, BATCHES = (1, 2, 3, 5, 17, 129), (None, 1, 7)

# Reads dimensions and arrays until there are no more, calls the function with each, and writes what it gives.
MAIN = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "made.h"

static void *taken(size_t *size) {
    if (fread(size, sizeof *size, 1, stdin) != 1) exit(90);
    void *array = malloc(*size);
    if (*size && (!array || fread(array, 1, *size, stdin) != *size)) exit(91);
    return array;
}

int main(void) {
    long dims[@COUNT@ + 1];
    while (fread(dims, sizeof *dims, @COUNT@ + 1, stdin) == @COUNT@ + 1) {
        size_t size[@ARRAYS@ + 1];
        void *arrays[@ARRAYS@ + 1], *before[@ARRAYS@ + 1];
        for (int k = 0; k < @ARRAYS@; k++) arrays[k] = taken(&size[k]);
        for (int k = 0; k < @INPUTS@; k++) {
            before[k] = malloc(size[k]);
            if (size[k]) memcpy(before[k], arrays[k], size[k]);
        }
        const int failed = made(@GIVEN@);
        fwrite(&failed, sizeof failed, 1, stdout);
        for (int k = 0; k < @INPUTS@; k++) {
            if (size[k] && memcmp(before[k], arrays[k], size[k])) exit(92);
            free(before[k]);
        }
        for (int k = @INPUTS@; k < @ARRAYS@; k++) fwrite(arrays[k], 1, size[k], stdout);
        for (int k = 0; k < @ARRAYS@; k++) free(arrays[k]);
    }
    return 0;
}
"""


class Program:
    """The file of a function, written to a folder with a program that calls it; ``batched`` or for one sample."""

    def __init__(self, function, batched, folder):
        self.folder = Path(folder)
        system = function.program
        varying = [one.name for one in system.inputs if one not in system.parameters]
        given = batched if hasattr(function, "kept") else varying if batched else ()
        self.module = function._text(function._batches(given))
        PlainFile(self.module, "made", "").save(self.folder / "made.c")
        body = self.module.source.body
        self.inputs = [one for one in self.module.inputs if not one.hidden]
        wide = self.module.source.positions
        types = ["double" if one.value in wide else "SYMGRAD_REAL" for one in self.inputs]
        self._types = [None if one.value not in wide else np.float64 for one in self.inputs]
        self.dims = list(body.dims)
        inputs, results = len(self.inputs), len(self.module.results)
        passed = [f"dims[{k}]" for k in range(len(self.dims))]
        passed += [f"(const {kind} *)arrays[{k}]" for k, kind in enumerate(types)]
        passed += [f"(SYMGRAD_REAL *)arrays[{inputs + k}]" for k in range(results)]
        marks = {"COUNT": len(self.dims), "ARRAYS": inputs + results, "INPUTS": inputs, "GIVEN": ", ".join(passed)}
        text = MAIN
        for mark, filled in marks.items():
            text = text.replace(f"@{mark}@", str(filled))
        (self.folder / "main.c").write_text(text)

    def build(self, compiler, single=False, flags=(*WARNINGS, *SANITIZERS)):
        """The program compiled. Raises AssertionError with what the compiler says."""
        made = self.folder / f"main_{compiler}_{single}"
        words = [compiler, *flags, *(["-DSYMGRAD_FLOAT"] if single else []), "main.c", "made.c", "-o", str(made), "-lm"]
        told = subprocess.run(words, cwd=self.folder, capture_output=True, text=True, check=False)
        assert told.returncode == 0, f"{' '.join(words)}: {told.stderr[:2000]}"
        return made

    def run(self, made, points, kind, more=0):
        """Results by name for each point; ``more`` makes every dimension that is told a wrong one.

        Raises AssertionError where the program stops.
        """
        sent, shapes = b"", []
        for point in points:
            numbers = self._numbers(point)
            sizes = [int(numbers[axis]) + more for axis in self.dims]
            sent += np.array([*sizes, 0], np.int64).tobytes()
            for one, wide in zip(self.inputs, self._types, strict=True):
                array = np.asarray(point[one.name], wide or kind)
                sent += np.array(array.nbytes, np.uint64).tobytes() + array.tobytes()
            shapes.append([[int(axis.xreplace(numbers) if hasattr(axis, "xreplace") else axis) for axis in axes]
                           for axes in self.module.results.values()])  # fmt: skip
            for shape in shapes[-1]:
                empty = np.full(shape, np.nan, kind)
                sent += np.array(empty.nbytes, np.uint64).tobytes() + empty.tobytes()
        told = subprocess.run([str(made)], input=sent, capture_output=True, check=False)
        assert told.returncode == 0, f"status {told.returncode}: {told.stderr.decode(errors='replace')[:3000]}"
        return list(self._read(told.stdout, shapes, np.dtype(kind)))

    def _numbers(self, point):
        """The number of each dimension."""
        pairs = (pair for one in self.inputs for pair in zip(one.axes, np.shape(point[one.name]), strict=True))
        found = {axis: number for axis, number in pairs if getattr(axis, "is_Symbol", False)}
        return {TIME: STEPS, BATCH: 1, **found}

    def _read(self, told, shapes, kind):
        place = 0
        for own in shapes:
            failed, place = np.frombuffer(told, np.int32, 1, place)[0], place + 4
            assert failed == 0, f"the function gave {failed}"
            found = {}
            for name, shape in zip(self.module.results, own, strict=True):
                count = int(np.prod(shape))
                found[name] = np.frombuffer(told, kind, count, place).reshape(shape)
                place += count * kind.itemsize
            yield found
        assert place == len(told)


def cases_of(cell, kind, sizes=SIZES, batches=BATCHES, compilers=COMPILERS, types=tuple(TOLERANCES)):
    """Of each case what it is, and what is wrong with it, "" for nothing."""
    system = system_of(cell, kind)
    if system is None:
        return
    numpy, function = system.lambdify(), system.lambdify(target="c")
    for batched in (False, True):
        counts = [one for one in batches if (one is not None) == batched]
        places = [(size, samples) for samples in counts for size in sizes]
        points = [point_of(system, size, samples, seed=size) for size, samples in places]
        with tempfile.TemporaryDirectory() as folder:
            program = Program(function, batched, folder)
            for compiler in compilers:
                for type_ in types:
                    told = f"{cell}, {kind}, {compiler}, {type_.__name__}"
                    given = [{name: array.astype(type_) for name, array in one.items()} for one in points]
                    try:
                        made = program.build(compiler, type_ is np.float32)
                        results = program.run(made, given, type_)
                    except AssertionError as error:
                        yield f"{told}, {'batches' if batched else 'no batch'}", str(error)
                        continue
                    for (size, samples), arrays, found in zip(places, given, results, strict=True):
                        yield f"{told}, size {size}, samples {samples}", _wrong(numpy, arrays, found, type_)


def _wrong(numpy, given, found, type_):
    """What is wrong with numbers, "" for nothing."""
    exact = {name: array.astype(np.float64) for name, array in given.items()}
    expected = numpy(**{name: exact[name] for name in numpy.arguments})
    named = expected if isinstance(expected, dict) else dict(zip(found, [expected], strict=True))
    far = distance(found, named, type_ is np.float32)
    if far <= TOLERANCES[type_]:
        return ""
    most = max(TOLERANCES[type_], how_far_it_may_be(numpy, given, expected))
    return "" if far <= most else f"{far:.1e} from NumPy, at most {most:.1e}"


def _all_of(task):
    cell, kind, options = task
    return task, list(cases_of(cell, kind, **options))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cells", nargs="*", default=list(sg.cells.__all__))
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=KINDS)
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--compilers", nargs="*", default=list(COMPILERS))
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    own = {"sizes": options.sizes, "compilers": options.compilers}
    tasks = [(cell, kind, own) for cell in options.cells for kind in options.kinds]
    count = wrong = 0
    start = time.perf_counter()
    with multiprocessing.Pool(options.processes) as pool:
        for (cell, kind, _), cases in pool.imap_unordered(_all_of, tasks):
            count += len(cases)
            for case, told in cases:
                if told:
                    wrong += 1
                    print(f"{case}: {told}", flush=True)
            if cases:
                print(f"{cell}, {kind}: {len(cases)} calls, {time.perf_counter() - start:.0f} s", flush=True)
    print(f"{count} calls of files by {', '.join(options.compilers)}, {wrong} wrong")
    return int(bool(wrong) or not count)


if __name__ == "__main__":
    raise SystemExit(main())
