"""Training in two processes equals training in one: ``python3 -m tests.targets.torch.two_processes``.

Two processes on the loopback address, by gloo: DistributedDataParallel and fully_shard (FSDP2), each with half of the
batch, some steps of gradient descent. With ``--device cuda`` one process for each GPU, by nccl. Ends with status 1
where a parameter differs from those of one process.
"""

import argparse
import os
import socket
import sys
import traceback

import torch
import torch.distributed as dist
import torch.multiprocessing as processes

import symgrad as sg

STEPS, RATE, TOLERANCE = 5, 0.5, 1e-12
HOW = ("ddp", "fsdp2")
BACKENDS = {"cpu": "gloo", "cuda": "nccl"}


def module():
    """The module that is trained."""
    torch.manual_seed(0)
    return sg.Recurrence(sg.cells.lstm()).lambdify(target="torch").module(n=4, m=3, dtype=torch.float64)


def samples():
    """Sequences (T, B, m), and what is wanted of the last step."""
    random = torch.Generator().manual_seed(1)
    return (torch.randn(6, 8, 3, dtype=torch.float64, generator=random),
            torch.randn(8, 4, dtype=torch.float64, generator=random))  # fmt: skip


def trained(model, x, wanted, scale=1.0):
    """The parameters after some steps."""
    descent = torch.optim.SGD(model.parameters(), lr=RATE)
    for _ in range(STEPS):
        descent.zero_grad()
        (scale * ((model(x)["h"][-1] - wanted) ** 2).mean()).backward()
        descent.step()
    return model


def shard(rank, size):
    """The samples of one process."""
    x, wanted = samples()
    count = x.shape[1] // size
    return x[:, rank * count : (rank + 1) * count], wanted[rank * count : (rank + 1) * count]


def on(device, tensors):
    """Tensors on a device; of several GPUs on that of this process."""
    return [one.to(device) for one in tensors]


def work(rank, size, port, how, device="cpu"):
    """What one process does; AssertionError where a parameter differs."""
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), GLOO_SOCKET_IFNAME="lo")
    torch.set_num_threads(1)
    if device != "cpu":
        torch.cuda.set_device(rank)
    dist.init_process_group(BACKENDS[device], rank=rank, world_size=size)
    try:
        expected = dict(trained(module().to(device), *on(device, samples())).named_parameters())
        model = module().to(device)
        if how == "ddp":
            trained(torch.nn.parallel.DistributedDataParallel(model), *on(device, shard(rank, size)))
            found = dict(model.named_parameters())
        else:
            from torch.distributed.device_mesh import init_device_mesh
            from torch.distributed.fsdp import fully_shard

            fully_shard(model, mesh=init_device_mesh(device, (size,)))
            trained(model, *on(device, shard(rank, size)))
            found = {name: one.full_tensor() for name, one in model.named_parameters()}
        moved = dict(module().to(device).named_parameters())
        for name, one in expected.items():
            assert (one - moved[name]).abs().max() > 1e-3, f"{how}: {name} was not trained"
            error = float((found[name] - one).detach().abs().max())
            assert error <= TOLERANCE, f"{how}, process {rank}: {name} is off by {error:.1e}"
    finally:
        dist.destroy_process_group()


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def main():
    """Trains in each way; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests.targets.torch.two_processes", description=__doc__.split("\n")[0]
    )
    parser.add_argument("--device", choices=BACKENDS, default="cpu")
    device, wrong = parser.parse_args().device, 0
    count = 2 if device == "cpu" else next(k for k in (8, 4, 2, 1) if k <= torch.cuda.device_count())
    for how in HOW:
        try:
            processes.spawn(work, (count, free_port(), how, device), nprocs=count)
            print(f"{how}: {'two' if count == 2 else count} processes equal one", flush=True)
        except Exception:
            wrong += 1
            print(f"{how}:\n{traceback.format_exc(limit=-3)}", flush=True)
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
