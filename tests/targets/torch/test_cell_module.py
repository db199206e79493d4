"""Cells as modules of torch."""

import copy
import math
import pickle

import pytest

import symgrad as sg
from symgrad.targets.arguments import axes_of
from tests.own_cells import REPRESENTATIVE

torch = pytest.importorskip("torch", reason="the tests of the torch target need torch", exc_type=ImportError)
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:torch.*")  # torch's own, of torch


@pytest.fixture(scope="module")
def gru():
    return sg.Recurrence(sg.cells.gru()).lambdify(target="torch")


def test_a_module_holds_the_parameters_under_their_names(gru):
    module = gru.module(n=4, m=3, dtype=torch.float64)
    shapes = {name: tuple(one.shape) for name, one in module.state_dict().items()}
    assert shapes == {"W_r": (4, 3), "U_r": (4, 4), "b_r": (4,), "W_z": (4, 3), "U_z": (4, 4), "b_z": (4,),
                      "W": (4, 3), "U": (4, 4), "b": (4,)}  # fmt: skip
    assert all(0.2 < one.detach().abs().max() / (1 / math.sqrt(4)) <= 1 for one in module.parameters())
    assert repr(module) == "CellModule(n=4, m=3; (x, h_prev) -> (h))"


def test_a_module_is_called_by_place_or_by_name(gru):
    module = gru.module(n=4, m=3)
    x, h = torch.randn(5, 2, 3), torch.randn(2, 4)
    assert torch.equal(module(x, h), module(h_prev=h, x=x))
    assert torch.equal(module(x), module(x, None))
    assert torch.equal(module(x), module(x, torch.zeros(2, 4)))
    assert torch.equal(module(x, h), gru(x=x, h_prev=h, **dict(module.named_parameters())))


def test_a_module_is_saved_copied_and_loaded(gru):
    module, other = gru.module(n=4, m=3), gru.module(n=4, m=3)
    x = torch.randn(5, 2, 3)
    assert not torch.equal(module(x), other(x))
    other.load_state_dict(module.state_dict())
    for one in (other, copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert torch.equal(one(x), module(x))


def test_the_gain_of_a_normalisation_begins_at_one():
    module = sg.cells.lstm_layer_norm().lambdify(target="torch").module(n=2, m=3)
    gains = [name for name, one in module.named_parameters() if torch.equal(one, torch.ones_like(one))]
    assert gains == ["alpha_1", "alpha_2", "alpha_3"]


def test_every_cell_has_a_module():
    for cell in REPRESENTATIVE:
        system = getattr(sg.cells, cell)()
        own = [size for symbol in system.parameters for axis in axes_of(symbol) for size in axis.free_symbols]
        sizes = {str(size): 2 for size in own}
        module = system.lambdify(target="torch").module(**sizes)
        assert [name for name, _ in module.named_parameters()] == [symbol.name for symbol in system.parameters]


WRONG = {
    "missing": ({"n": 4}, r"^module: missing size m; call module\(n=\.\.\., m=\.\.\.\)\.$"),
    "unknown": ({"n": 4, "m": 3, "k": 1}, r"^module: unknown size k; call module\(n=\.\.\., m=\.\.\.\)\.$"),
    "no number": ({"n": 4, "m": 0.5}, r"^module: m is a number of entries, 1 or more, but 0\.5 came\.$"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_sizes_that_are_wrong_say_so(gru, wrong):
    sizes, told = WRONG[wrong]
    with pytest.raises(sg.ArgumentError, match=told.replace("n=\\.\\.\\., m=", "(n=|m=)\\.\\.\\., (m=|n=)")):
        gru.module(**sizes)


def test_calls_that_are_wrong_say_so(gru):
    module, x = gru.module(n=4, m=3), torch.ones(5, 3)
    with pytest.raises(sg.ArgumentError, match=r"^3 arrays came, but there are x, h_prev\.$"):
        module(x, x, x)
    with pytest.raises(sg.ArgumentError, match=r"^x: came twice, by its place and by its name\.$"):
        module(x, x=x)
    with pytest.raises(sg.ArgumentError, match=r"^W: a parameter of this module, which holds it\.$"):
        module(x, W=x)
    with pytest.raises(sg.ShapeError, match="m is 3 here"):
        module(x[:, :2])


def test_training_compiled_is_training(gru):
    torch._dynamo.reset()
    x, wanted = torch.randn(6, 4, 3, dtype=torch.float64), torch.randn(4, 2, dtype=torch.float64)
    losses = []
    for compiled in (False, True):
        torch.manual_seed(0)
        module = gru.module(n=2, m=3, dtype=torch.float64)
        model = torch.compile(module, fullgraph=True, backend="aot_eager") if compiled else module
        descent = torch.optim.Adam(module.parameters(), lr=0.05)
        for _ in range(20):
            descent.zero_grad()
            loss = ((model(x)[-1] - wanted) ** 2).mean()
            loss.backward()
            descent.step()
        losses.append(float(loss.detach()))
    assert losses[0] == pytest.approx(losses[1], rel=1e-12)
    assert losses[0] < 0.8 * float((wanted**2).mean())
