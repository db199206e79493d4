"""What pytest does not collect: modules for a package, and examples for a C compiler, that is not there."""

import importlib.util
import shutil

_OF = {
    "torch": [
        "symgrad/targets/torch/*",
        "tests/targets/torch/two_processes.py",
        "tests/targets/torch/random_gradients.py",
    ],
    "jax": ["tests/targets/jax_devices.py", "tests/targets/jax_gradients.py", "tests/targets/jax_processes.py"],
}
collect_ignore_glob = [path for name, paths in _OF.items() for path in paths if not importlib.util.find_spec(name)]
if not any(map(shutil.which, ("gcc", "cc", "clang"))):
    collect_ignore_glob += ["symgrad/targets/c/c_function.py", "symgrad/targets/c/c_time_function.py"]
