"""The torch target: operations of torch with derived derivatives, functions of tensors, modules of cells."""

import importlib
from typing import Any

from symgrad.extras import extra


def compile_torch(program: Any) -> Any:
    """A :class:`symgrad.targets.torch.tensor_function.TensorFunction`; torch is imported here for the first time."""
    extra("torch", "torch", 'target="torch"')
    return importlib.import_module("symgrad.targets.torch.tensor_function").TensorFunction(program)
