"""A search by seeds counts what came, tells what failed, and ends with a status that says so."""

from .seeds import main_of, outcome, searched


class _WrongError(AssertionError):
    pass


def _compare(seed):
    if seed == 7:
        raise _WrongError("3 instead of 4")
    if seed == 8:
        raise KeyError("x")
    return "right" if seed % 2 else "refused"


def _tried(seed):
    return outcome(_compare, seed, _WrongError)


def test_what_came_is_counted_and_what_failed_is_told():
    tally, failures = searched(_tried, range(1, 11))
    assert tally == {"right": 4, "refused": 4, "wrong": 1, "crashed": 1}
    assert failures[0] == "seed 7, wrong: 3 instead of 4"
    assert failures[1].startswith("seed 8, crashed: Traceback")


def test_the_command_says_how_far_it_is_and_ends_with_a_status(capsys):
    assert main_of("some", "A search.", _tried, 5, ["--seed", "9", "--count", "200", "--processes", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "100 tried: 50 refused, 50 right, 0 crashed, 0 wrong",
        "200 tried: 100 refused, 100 right, 0 crashed, 0 wrong",
        "seeds 9 to 208: 100 refused, 100 right, 0 crashed, 0 wrong",
    ]
    assert main_of("some", "A search.", _tried, 5, ["--seed", "6", "--count", "2"]) == 1
