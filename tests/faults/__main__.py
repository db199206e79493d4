"""``python3 -m tests.faults [SECTION ...]``: a table of every fault, with what it gives now."""

import sys

from tests.faults.sections import rows


def main(wanted: list[str]) -> int:
    failed = 0
    print("| section | written | was | right | now |\n|---|---|---|---|---|")
    for section, row in rows():
        if wanted and section not in wanted:
            continue
        try:
            now = row.now()
        except Exception as error:  # the table tells every row, whatever one of them does
            failed += 1
            now = f"WRONG: {type(error).__name__}: {error}"
        cells = (section, row.written, row.was, row.right, now)
        print("| " + " | ".join(" ".join(str(cell).split()).replace("|", "\\|") for cell in cells) + " |", flush=True)
    print(f"\n{failed} of the rows are not right." if failed else "\nEvery row is right.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
