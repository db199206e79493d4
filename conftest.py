"""What pytest does not collect: modules for a package that is not there."""

import importlib.util

_OF_TORCH = [
    "symgrad/targets/torch/*",
    "tests/targets/torch/two_processes.py",
    "tests/targets/torch/random_gradients.py",
]
collect_ignore_glob = [] if importlib.util.find_spec("torch") else _OF_TORCH
