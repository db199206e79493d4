"""What ``benchmarks.on_a_gpu`` does with torch."""

import functools
import importlib
import subprocess
import sys

import numpy as np

import symgrad as sg
from benchmarks.lstm_runners import NoDeviceError, given, gpu_cases, torch_autograd, torch_module, torch_target
from benchmarks.timing import clocked, compared_in_turns
from tests.targets.every_cell import compared
from tests.targets.same_results import Library, kinds_of_cells, torch_tensor


def torch_of(small):
    """(torch, the device)."""
    return importlib.import_module("torch"), "cpu" if small else "cuda"


def environment(small, stage):
    """What processes of torch find in their environment."""
    return {}


def prepared(small, stage):
    """Sets torch up in a process; an error where there is no GPU."""
    torch, device = torch_of(small)
    if not small and not torch.cuda.is_available():
        raise NoDeviceError(f"torch {torch.__version__} sees no GPU; --cpu runs a small case on the CPU")
    torch.set_num_threads(1)
    tf32(False)
    if stage == "checks":
        torch.set_default_device(device)


def tf32(allowed):
    """Whether products of float32 may be done with 10 bits of the mantissa, those of cuDNN among them."""
    torch = importlib.import_module("torch")
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = allowed


# -- checks


def checks(small):
    """The rows: derivatives that torch takes first, then every cell."""
    own, several = (where, differences, operations, compiled, functional, processes), [*kinds_of_cells(small)]
    return (
        {one.__name__: functools.partial(one, small) for one in own}
        | {f"{cell}, {kind}": functools.partial(equal, small, cell, kind) for cell, kind in several}
        | {f"{cell}, {kind}, by torch.autograd": functools.partial(derivatives, cell, kind.endswith("time"))
           for cell, kind in several if kind.startswith("values")}
    )  # fmt: skip


def where(small):
    """Versions, and the devices."""
    torch, device = torch_of(small)
    names = [torch.cuda.get_device_name(k) for k in range(torch.cuda.device_count())]
    return f"torch {torch.__version__}, CUDA {torch.version.cuda}, {device}: {', '.join(names) or 'CPU'}"


def equal(small, cell, kind):
    """The function of tensors beside NumPy's; inputs of every layout, which stay as they are."""
    _, device = torch_of(small)

    def brought(function):
        def called(**arrays):
            found = function(**arrays)
            assert {one.device.type for one in (found.values() if isinstance(found, dict) else [found])} == {device}
            return {k: one.cpu() for k, one in found.items()} if isinstance(found, dict) else found.cpu()

        called.arguments, called.outputs = function.arguments, function.outputs
        return called

    library = Library("torch", lambda array: torch_tensor(array).to(device), brought)
    sizes, batches = ([2], [None, 3]) if small else ([1, 3, 17], [None, 1, 7])
    return f"{compared(library, cell, kind, sizes, batches)} calls"


def derivatives(cell, over_time):
    """First and second derivatives that torch takes, beside NumPy's derived ones."""
    of_torch = importlib.import_module("tests.targets.torch.every_cell")
    worst = {np.float64: 0.0, np.float32: 0.0}
    one, random = of_torch.Compared(cell, over_time), np.random.default_rng(0)
    count = of_torch.compared(one, [2, 5], [None, 3], random, worst)
    return f"{count} calls, {', '.join(f'{np.dtype(kind)} {error:.0e}' for kind, error in worst.items())}"


@functools.cache
def gru():
    """(a function of a cell over time, its gradient's code as torch differentiates it)."""
    function = sg.Recurrence(sg.cells.gru()).lambdify(target="torch")
    scope = {}
    exec(function.source_for(True), scope)
    return function, lambda **arrays: scope["evaluate"](*(arrays[name] for name in function.arguments))


def tensors(samples=2, steps=3):
    """Arguments of it, that need a gradient."""
    torch, random = importlib.import_module("torch"), np.random.default_rng(0)
    lead = () if samples is None else (samples,)
    shapes = {"x": (steps, *lead, 2), "h_prev": (*lead, 2)}
    shapes = {name: shapes.get(name, (2, 2)[: 2 - name.startswith("b")]) for name in gru()[0].arguments}
    return {name: torch.tensor(random.standard_normal(shape), requires_grad=True) for name, shape in shapes.items()}


def differences(small):
    """gradcheck and gradgradcheck, forward mode too."""
    torch, moved = importlib.import_module("torch"), tensors()
    call = lambda *values: gru()[0](**dict(zip(moved, values, strict=True)))  # noqa: E731
    assert torch.autograd.gradcheck(call, list(moved.values()), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(call, list(moved.values()))
    return "gradcheck, gradgradcheck"


def operations(small):
    """opcheck of the operations."""
    torch, moved, function = importlib.import_module("torch"), list(tensors().values()), gru()[0]
    packed = importlib.import_module("symgrad.targets.torch.tensor_lists").packed
    for operation in (function._evaluation, function._forward):
        found = torch.library.opcheck(operation.op, packed(moved))
        assert set(found.values()) == {"SUCCESS"}, found
    return "opcheck"


def compiled(small):
    """torch.compile(fullgraph=True) of a step of training."""
    torch, moved, function = importlib.import_module("torch"), tensors(), gru()[0]
    torch.set_default_device("cpu")  # a mode that torch.compile would trace

    def loss(moved):
        return function(**moved).square().sum()

    graph = torch.compile(loss, fullgraph=True, backend="aot_eager" if small else "inductor")
    wanted, found = (torch.autograd.grad(one(moved), list(moved.values())) for one in (loss, graph))
    torch.set_default_device(torch_of(small)[1])
    return f"torch.compile, {apart(found, wanted, 1e-12):.0e}"


def functional(small):
    """Gradients of each sample by vmap, tangents, and products with the Hessian, beside torch's own of the code."""
    torch = importlib.import_module("torch")
    arrays = {name: one.detach() for name, one in tensors().items()}
    held = {name: one for name, one in arrays.items() if name not in ("x", "h_prev")}

    def taken(function, mapped):
        func = torch.func
        loss = lambda moved, x, h: function(x=x, h_prev=h, **moved).sin().sum()  # noqa: E731
        each = lambda moved: loss(moved, arrays["x"], arrays["h_prev"])  # noqa: E731
        found = [func.jvp(each, (held,), (held,)), func.jvp(func.grad(each), (held,), (held,))]
        if mapped:
            return found, func.vmap(func.grad(loss), (None, 1, 0))(held, arrays["x"], arrays["h_prev"])
        one = [func.grad(loss)(held, arrays["x"][:, k : k + 1], arrays["h_prev"][k : k + 1]) for k in range(2)]
        return found, {name: torch.stack([each[name] for each in one]) for name in held}

    found, wanted = (importlib.import_module("torch.utils._pytree").tree_leaves(taken(one, one is gru()[0]))
                     for one in gru())  # fmt: skip
    return f"per-sample gradients, jvp, jvp of grad, {apart(found, wanted, 1e-12):.0e}"


def apart(found, wanted, most):
    """The largest difference of tensors; AssertionError where it is more than ``most``."""
    worst = max(float((one - other).detach().abs().max()) for one, other in zip(found, wanted, strict=True))
    assert worst <= most, f"{worst:.1e} apart"
    return worst


def processes(small):
    """DDP and FSDP2 with a process for each GPU."""
    command = [sys.executable, "-m", "tests.targets.torch.two_processes", "--device", torch_of(small)[1]]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ", ".join(ended.stdout.splitlines())


# -- times


def times(small):
    """The rows: one for each size and kind of numbers."""
    return {name: functools.partial(timed, small, *case) for name, case in gpu_cases(small).items()}


def timed(small, sizes, fast, most):
    """The times of the gradient of all parameters, beside those of torch.nn.LSTM."""
    torch, device = torch_of(small)
    tf32(fast)
    arrays = given(*sizes)
    runners = {"torch.nn.LSTM": torch_module, "symgrad, gradient": torch_target, "symgrad, autograd": torch_autograd}
    made = {name: runner(arrays, device) for name, runner in runners.items()}
    return compared_in_turns(made, "torch.nn.LSTM", most, 2 if small else 10, stretch(torch, device))


def stretch(torch, device):
    """What gives the seconds of an action, by events of the GPU or the clock."""
    if device == "cpu":
        return clocked

    def seconds(action):
        begun, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        begun.record()
        action()
        ended.record()
        torch.cuda.synchronize()
        return begun.elapsed_time(ended) / 1000

    return seconds
