"""What torch asks of its operations: each transform gives the derived derivative, or an error that says so."""

import pytest

import symgrad as sg

torch = pytest.importorskip("torch", reason="the tests of the torch target need torch", exc_type=ImportError)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")  # torch's own, of torch


def function():
    """A cell over time."""
    return sg.Recurrence(sg.cells.gru()).lambdify(target="torch")


@pytest.fixture(scope="module")
def gru():
    return function()


def given(function, samples=None, steps=3):
    """Tensors by name."""
    random = torch.Generator().manual_seed(3)
    lead = () if samples is None else (samples,)
    shapes = {"x": (steps, *lead, 2), "h_prev": (*lead, 2)}
    shapes = {name: shapes.get(name, (2,) if name.startswith("b") else (2, 2)) for name in function.arguments}
    return {name: torch.randn(*shape, dtype=torch.float64, generator=random) for name, shape in shapes.items()}


def plain(function, samples=None):
    """The code of a function as torch differentiates it, line by line."""
    scope = {}
    exec(function.source_for(samples is not None), scope)
    return lambda **arrays: scope["evaluate"](*(arrays[name] for name in function.arguments))


def in_order(function, names):
    return lambda *values: function(**dict(zip(names, values, strict=True)))


def same(found, wanted, tolerance=1e-13):
    found, wanted = (torch.utils._pytree.tree_leaves(one) for one in (found, wanted))
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert one.shape == other.shape
        assert float((one - other).detach().abs().max()) <= tolerance


def test_gradients_of_both_orders_and_both_modes_are_those_of_differences(gru):
    moved = {name: one.requires_grad_() for name, one in given(gru).items()}
    call = in_order(gru, list(moved))
    assert torch.autograd.gradcheck(call, list(moved.values()), check_forward_ad=True)
    assert torch.autograd.gradgradcheck(call, list(moved.values()))


def test_a_second_derivative_of_what_was_kept_alone_is_found_out(monkeypatch):
    from symgrad.targets.torch.two_halves import Backward

    true = Backward.cotangents

    def usual(self, saved, bars):
        found = true(self, saved, bars)
        return [None] * self._own.count + found[self._own.count :]

    monkeypatch.setattr(Backward, "cotangents", usual)
    n = sg.dims("n")
    x, y = sg.vectors("x y", n)
    f = sg.System([(y, sg.hadamard(sg.tanh(x), sg.sin(x)))]).lambdify(target="torch")
    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        torch.autograd.gradgradcheck(lambda x: f(x=x), [torch.ones(2, dtype=torch.float64, requires_grad=True)])


def test_torch_accepts_the_operations(gru):
    arrays = [one.requires_grad_() for one in given(gru, 2).values()]
    from symgrad.targets.torch.tensor_lists import packed

    outputs = gru._forward.op(*packed(arrays))
    backward = gru._forward.backward(gru._forward.batched([one.ndim for one in arrays]))
    kept = [outputs[place] for place in backward.kept_places]
    cotangents = [one.detach().requires_grad_() for one in (*arrays, torch.ones_like(outputs[0]), *kept)]
    for operation, values in ((gru._evaluation, arrays), (gru._forward, arrays), (backward, cotangents)):
        found = torch.library.opcheck(operation.op, packed(values))
        assert set(found.values()) == {"SUCCESS"}


@pytest.mark.parametrize("samples", [None, 3])
def test_functional_derivatives_of_any_order(gru, samples):
    arrays, code = given(gru, samples), plain(gru, samples)
    names = [name for name in gru.arguments if name != "x"]
    held = {name: arrays[name] for name in names}

    def loss(function):
        return lambda moved: function(x=arrays["x"], **moved).sin().sum()

    func = torch.func
    along = {name: torch.cos(one) for name, one in held.items()}
    for transform in (
        func.grad,
        lambda f: lambda at: func.jvp(f, (at,), (along,)),
        lambda f: lambda at: func.jvp(func.grad(f), (at,), (along,)),
        lambda f: func.grad(lambda at: func.jvp(f, (at,), (along,))[1]),
        lambda f: lambda at: func.vjp(f, at)[1](torch.tensor(2.0, dtype=torch.float64)),
    ):
        same(transform(loss(gru))(held), transform(loss(code))(held), 1e-12)
    one = {"b": held.pop("b")}
    rest = lambda function: lambda b: loss(function)({**held, "b": b})  # noqa: E731
    for transform in (func.hessian, func.jacfwd, lambda f: func.jacrev(func.jacrev(func.grad(f)))):
        same(transform(rest(gru))(one["b"]), transform(rest(code))(one["b"]), 1e-12)


def test_dual_numbers(gru):
    arrays, forward = given(gru), torch.autograd.forward_ad

    def tangent(function):
        with forward.dual_level():
            moved = {name: forward.make_dual(one, torch.cos(one)) for name, one in arrays.items()}
            return forward.unpack_dual(function(**moved)).tangent

    same(tangent(gru), tangent(plain(gru)))


def test_gradients_of_each_sample_by_vmap(gru):
    arrays, code = given(gru, 4), plain(gru)
    names = [name for name in gru.arguments if name not in ("x", "h_prev")]
    held = {name: arrays[name] for name in names}

    def loss(function):
        return lambda moved, x, h: function(x=x, h_prev=h, **moved).square().sum()

    func, dims = torch.func, (None, 1, 0)
    values = held, arrays["x"], arrays["h_prev"]
    for transform in (
        lambda f: func.vmap(f, dims),
        lambda f: func.vmap(func.grad(f, (0, 1)), dims),
        lambda f: func.grad(lambda *a: func.vmap(f, dims)(*a).sum(), (0, 1, 2)),
        lambda f: func.vmap(func.vmap(f, (None, None, 0)), (*dims[:2], None)),
        lambda f: func.vmap(func.grad(lambda *a: func.grad(f)(*a)["b"].sum()), dims),
        lambda f: lambda *a: func.jvp(lambda m: func.vmap(f, dims)(m, *a[1:]), (a[0],), (a[0],)),
    ):
        same(transform(loss(gru))(*values), transform(loss(code))(*values), 1e-12)


def test_vmap_over_a_batch_and_backward_through_it(gru):
    arrays = given(gru, 4)
    wide = torch.stack([arrays["x"], 2 * arrays["x"]])

    def gradients(function):
        moved = {name: one.clone().requires_grad_() for name, one in arrays.items() if name != "x"}
        torch.vmap(lambda x: function(x=x, **moved))(wide).square().sum().backward()
        return {name: one.grad for name, one in moved.items()}

    same(gradients(gru), gradients(plain(gru, 4)), 1e-12)


def test_the_older_vmap_of_torch(gru):
    arrays = given(gru, 2)
    names = [name for name in arrays if name != "x"]

    def along(function, **how):
        moved = {name: one.clone().requires_grad_() for name, one in arrays.items()}
        values = function(**moved)
        ways = torch.eye(values.numel(), dtype=torch.float64).reshape(-1, *values.shape)
        return torch.autograd.grad(values, [moved[name] for name in names], ways, is_grads_batched=True, **how)

    same(along(gru), along(plain(gru, 2)), 1e-12)
    functional, U = torch.autograd.functional, arrays["U"]
    for transform in (
        lambda f: functional.jacobian(f, U, vectorize=True),
        lambda f: functional.jacobian(f, U, vectorize=True, strategy="forward-mode"),
        lambda f: functional.hessian(lambda U: f(U).sin().sum(), U, vectorize=True),
        lambda f: functional.hessian(lambda U: f(U).sin().sum(), U, vectorize=True,
                                     outer_jacobian_strategy="forward-mode"),
    ):  # fmt: skip
        same(*(transform(lambda U, f=f: f(**{**arrays, "U": U})) for f in (gru, plain(gru, 2))), 1e-12)
    with pytest.raises(sg.SymgradError, match="drop gradients without a word"):
        along(gru, create_graph=True)


def test_torch_drops_what_the_older_vmap_makes_of_a_function_in_a_function():
    """Why the second derivative through it is refused: this is torch alone."""

    class Slope(torch.autograd.Function):
        @staticmethod
        def forward(ctx, bar, x):
            return bar * x.cos()

        @staticmethod
        def backward(ctx, _):
            raise AssertionError("torch has asked after all: refuse no more")

    class Sine(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x.sin()

        @staticmethod
        def backward(ctx, bar):
            return Slope.apply(bar, *ctx.saved_tensors)

    x = torch.ones(2, requires_grad=True)
    (found,) = torch.autograd.grad(Sine.apply(x), x, torch.eye(2), is_grads_batched=True, create_graph=True)
    assert not found.requires_grad


def compiled(function, **options):
    torch._dynamo.reset()
    return torch.compile(function, fullgraph=True, backend="aot_eager", **options)


@pytest.mark.parametrize("dynamic", [None, True])
def test_compiled_training_is_one_graph_for_all_sizes(gru, dynamic):
    def gradients(function, arrays):
        moved = {name: one.clone().requires_grad_() for name, one in arrays.items()}
        function(moved).backward()
        return {name: one.grad for name, one in moved.items()}

    eager = lambda moved: gru(**moved).square().sum()  # noqa: E731
    graph = compiled(eager, dynamic=dynamic)
    for samples, steps in ((2, 3), (3, 3), (4, 5), (5, 2)):
        arrays = given(gru, samples, steps)
        same(gradients(graph, arrays), gradients(eager, arrays))


def test_the_loop_is_opaque_to_torch_compile(gru):
    seen = []

    def backend(graph, _):
        seen.extend(str(node.target) for node in graph.graph.nodes if node.op == "call_function")
        return graph.forward

    torch._dynamo.reset()
    arrays = given(gru, 2, steps=9)
    torch.compile(lambda: gru(**arrays), backend=backend, fullgraph=True)()
    assert len([name for name in seen if name.startswith("symgrad.")]) == 1
    assert len(seen) <= 3


def test_lists_and_arrays_beside_tensors_inside_torch_compile():
    n = sg.dims("n")
    x, y, z = sg.vectors("x y z", n)
    f = sg.System([(z, sg.hadamard(sg.tanh(x), y))]).lambdify(target="torch")
    torch._dynamo.reset()
    graph = torch.compile(lambda x, y: 2 * f(x=x, y=y), backend="aot_eager")
    x = torch.ones(2, dtype=torch.float64)
    for y in ([1.0, 2.0], torch.tensor([1.0, 2.0])):
        same(graph(x, y), 2 * torch.tanh(x) * torch.tensor([1.0, 2.0]))


@pytest.mark.parametrize("transform", ["jvp", "dual", "grad", "vmap"])
def test_transforms_inside_torch_compile_are_refused_by_name(gru, transform):
    arrays = given(gru)
    x, held = arrays.pop("x"), arrays
    call = lambda x: gru(x=x, **held)  # noqa: E731
    within = {
        "jvp": lambda x: torch.func.jvp(call, (x,), (x,)),
        "grad": torch.func.grad(lambda x: call(x).sum()),
        "vmap": lambda x: torch.func.vmap(call)(torch.stack([x, x])),
        "dual": call,
    }[transform]
    graph = compiled(within)
    if transform == "dual":
        graph(x)  # a graph that was made before is not taken for it
        with torch.autograd.forward_ad.dual_level(), pytest.raises(Exception, match="outside of torch"):
            graph(torch.autograd.forward_ad.make_dual(x, x))
    else:
        with pytest.raises(Exception, match="outside of torch"):
            graph(x)


@pytest.mark.parametrize("labels", [[0, 2, 1], [0, 2, 3]])
def test_positions_under_vmap(labels):
    n = sg.dims("n")
    z, i, loss = sg.vector("z", n), sg.scalar("i"), sg.scalar("L")
    f = sg.System([(loss, -sg.log(sg.softmax(z)[i]))]).lambdify(target="torch")
    z, i = torch.eye(3, dtype=torch.float64), torch.tensor(labels)
    call = torch.func.vmap(torch.func.grad(lambda z, i: f(z=z, i=i)))
    if max(labels) > 2:
        with pytest.raises(sg.ArgumentError, match="from 0 to 2, but"):
            call(z, i)
    else:
        same(call(z, i), torch.softmax(z, -1) - torch.eye(3, dtype=torch.float64)[i])


def test_shapes_and_types_of_every_output_are_known_without_numbers(gru):
    """On the device meta tensors have no numbers: torch.compile and torch.export ask in the same way."""
    for samples in (None, 4):
        arrays = given(gru, samples)
        wanted = gru(**arrays)
        found = gru(**{name: one.to("meta").requires_grad_() for name, one in arrays.items()})
        assert (found.shape, found.dtype, found.device.type) == (wanted.shape, wanted.dtype, "meta")
    n = sg.dims("n")
    x, y, A = sg.vector("x", 2 * n), sg.vector("y", n), sg.matrix("A", 2 * n + 1, n)
    f = sg.System([(y, A.T * sg.concat(x, sg.ones(1)))]).lambdify(target="torch")
    shapes = {"x": (7, 6), "A": (7, 3)}
    assert f(**{name: torch.empty(shape, device="meta") for name, shape in shapes.items()}).shape == (7, 3)


def test_more_arguments_than_torch_takes():
    n = sg.dims("n")
    xs, y = sg.vectors(" ".join(f"x{k}" for k in range(70)), n), sg.vector("y", n)
    f = sg.System([(y, sum((sg.sin(x) for x in xs[1:]), sg.sin(xs[0])))]).lambdify(target="torch")
    moved = [torch.full((2,), 0.1 * k, dtype=torch.float64, requires_grad=True) for k in range(70)]
    found = torch.autograd.grad(f(**{f"x{k}": one for k, one in enumerate(moved)}).sum(), moved)
    same(found, [torch.cos(one) for one in moved])
