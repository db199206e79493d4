"""The cells a second time, in plain NumPy, from their papers: what their values and gradients are compared with.

To add one, write a function of the cell's name in a file of this folder (any file, one for a family). It takes ``p``,
code name -> array of one sample at one step, and gives the outputs by code name, in operations of ``autograd.numpy``
(HIPS autograd, which differentiates by itself and shares no code with symgrad). The name of a helper begins with ``_``:

    def elman(p):
        return {"h": np.tanh(p["W"] @ p["x"] + p["U"] @ p["h_prev"] + p["b"])}

Write it from the paper and not from the cell's file, so that a slip in one is not in the other. Where an input has to
be positive, as the normaliser of xLSTM, name it in ``POSITIVE`` of the file: cell -> names; where a function has a kink
that a drawn point might be on, say in ``SEEDS`` of the file which seed draws another: cell -> number. An input that no
output depends on, whatever its value, is named in ``IDLE``: cell -> names.
``tests/cells/test_written_again.py`` does the rest: values and every gradient in one step, and through time for T = 1,
2, 5, with and without a batch, with checkpoints.
"""

import importlib
import inspect
import pkgutil

MODULES = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
# cell -> its second writing
SECOND = {
    name: function
    for module in MODULES
    for name, function in vars(module).items()
    if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_")
}
POSITIVE = {cell: names for module in MODULES for cell, names in getattr(module, "POSITIVE", {}).items()}
IDLE = {cell: set(names) for module in MODULES for cell, names in getattr(module, "IDLE", {}).items()}
SEEDS = {cell: seed for module in MODULES for cell, seed in getattr(module, "SEEDS", {}).items()}
