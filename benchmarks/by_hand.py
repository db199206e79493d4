"""Gradients through time as one writes them by hand in NumPy for speed: packed weights, arrays that stay, in place."""

from __future__ import annotations

import numpy as np


def _sigmoid(z, half):
    """In place; by tanh, which is one call and loses what is small below -37."""
    z *= half
    np.tanh(z, out=z)
    z *= half
    z += half


class Lstm:
    """The gradients of an LSTM's packed parameters (gates i, f, o, g), of x and of the first states.

    x (T, B, n), W (4n, n), U (4n, n), b (4n,), bar_h (T, B, n); the states begin with zero.
    """

    def __init__(self, n, steps, samples, dtype):
        lead = (steps, samples)
        self.half = dtype(0.5)
        self.gates, self.slopes = np.empty((*lead, 4 * n), dtype), np.empty((*lead, 4 * n), dtype)
        self.h, self.c = np.zeros((steps + 1, samples, n), dtype), np.zeros((steps + 1, samples, n), dtype)
        self.tanh_c, self.bar_x = np.empty((*lead, n), dtype), np.empty((steps * samples, n), dtype)
        self.wide = np.empty((samples, 4 * n), dtype)
        self.bar_h, self.bar_c, self.spare = (np.empty((samples, n), dtype) for _ in range(3))

    def __call__(self, x, W, U, b, bar_h):
        steps, samples, n = x.shape
        gates, slopes, rows = self.gates, self.slopes, (steps * samples, 4 * n)
        flat = x.reshape(steps * samples, n)
        np.matmul(flat, W.T, out=gates.reshape(rows))
        np.add(gates, b, out=gates)
        for t in range(steps):
            z, c = gates[t], self.c[t + 1]
            z += np.matmul(self.h[t], U.T, out=self.wide)
            _sigmoid(z[:, : 3 * n], self.half)
            i, f, o, g = (z[:, k * n : (k + 1) * n] for k in range(4))
            np.tanh(g, out=g)
            np.multiply(f, self.c[t], out=c)
            c += np.multiply(i, g, out=self.spare)
            np.multiply(o, np.tanh(c, out=self.tanh_c[t]), out=self.h[t + 1])
        self.bar_h.fill(0)
        self.bar_c.fill(0)
        for t in reversed(range(steps)):
            i, f, o, g = (gates[t, :, k * n : (k + 1) * n] for k in range(4))
            bar_z, tanh_c = slopes[t], self.tanh_c[t]
            bar_i, bar_f, bar_o, bar_g = (bar_z[:, k * n : (k + 1) * n] for k in range(4))
            self.bar_h += bar_h[t]
            np.multiply(self.bar_h, tanh_c, out=bar_o)
            slope = np.subtract(1, np.multiply(tanh_c, tanh_c, out=self.spare), out=self.spare)
            slope *= o
            slope *= self.bar_h
            self.bar_c += slope
            np.multiply(self.bar_c, g, out=bar_i)
            np.multiply(self.bar_c, self.c[t], out=bar_f)
            np.multiply(self.bar_c, i, out=bar_g)
            self.bar_c *= f
            own = gates[t, :, : 3 * n]
            bar_own, wide = bar_z[:, : 3 * n], self.wide[:, : 3 * n]
            bar_own *= np.multiply(np.subtract(1, own, out=wide), own, out=wide)
            bar_g *= np.subtract(1, np.multiply(g, g, out=self.spare), out=self.spare)
            np.matmul(bar_z, U, out=self.bar_h)
        bar_rows = slopes.reshape(rows)
        bar_W, bar_U = bar_rows.T @ flat, bar_rows.T @ self.h[:-1].reshape(steps * samples, n)
        return bar_W, bar_U, bar_rows.sum(axis=0), np.matmul(bar_rows, W, out=self.bar_x), self.bar_h, self.bar_c


class Gru:
    """The gradients of a GRU (Cho et al., 2014): packed W (r, z, h~), U_rz and U; as those of the LSTM."""

    def __init__(self, n, steps, samples, dtype):
        lead = (steps, samples)
        self.half = dtype(0.5)
        self.gates, self.bars = np.empty((*lead, 3 * n), dtype), np.empty((*lead, 3 * n), dtype)
        self.h, self.reset = np.zeros((steps + 1, samples, n), dtype), np.empty((*lead, n), dtype)
        self.bar_x = np.empty((steps * samples, n), dtype)
        self.wide = np.empty((samples, 2 * n), dtype)
        self.bar_h, self.spare, self.other, self.carried = (np.empty((samples, n), dtype) for _ in range(4))

    def __call__(self, x, W, U_rz, U, b, bar_h):
        steps, samples, n = x.shape
        gates, rows = self.gates, (steps * samples, 3 * n)
        flat = x.reshape(steps * samples, n)
        np.matmul(flat, W.T, out=gates.reshape(rows))
        np.add(gates, b, out=gates)
        for t in range(steps):
            both, candidate, h, new = gates[t, :, : 2 * n], gates[t, :, 2 * n :], self.h[t], self.h[t + 1]
            both += np.matmul(h, U_rz.T, out=self.wide)
            _sigmoid(both, self.half)
            r, z = both[:, :n], both[:, n:]
            candidate += np.matmul(np.multiply(r, h, out=self.reset[t]), U.T, out=self.spare)
            np.tanh(candidate, out=candidate)
            np.subtract(h, candidate, out=new)
            new *= z
            new += candidate
        self.bar_h.fill(0)
        for t in reversed(range(steps)):
            r, z, candidate = (gates[t, :, k * n : (k + 1) * n] for k in range(3))
            bar, h = self.bars[t], self.h[t]
            bar_r, bar_z, bar_candidate = (bar[:, k * n : (k + 1) * n] for k in range(3))
            self.bar_h += bar_h[t]
            np.subtract(h, candidate, out=bar_z)
            bar_z *= self.bar_h
            np.multiply(self.bar_h, z, out=self.carried)
            np.subtract(self.bar_h, self.carried, out=bar_candidate)
            bar_candidate *= np.subtract(1, np.multiply(candidate, candidate, out=self.spare), out=self.spare)
            np.matmul(bar_candidate, U, out=self.spare)
            np.multiply(self.spare, h, out=bar_r)
            self.carried += np.multiply(self.spare, r, out=self.spare)
            both, bar_both, wide = gates[t, :, : 2 * n], bar[:, : 2 * n], self.wide
            bar_both *= np.multiply(np.subtract(1, both, out=wide), both, out=wide)
            np.matmul(bar_both, U_rz, out=self.bar_h)
            self.bar_h += self.carried
        bars, before = self.bars.reshape(rows), self.h[:-1].reshape(steps * samples, n)
        bar_U = bars[:, 2 * n :].T @ self.reset.reshape(steps * samples, n)
        return (
            bars.T @ flat,
            bars[:, : 2 * n].T @ before,
            bar_U,
            bars.sum(axis=0),
            np.matmul(bars, W, out=self.bar_x),
            self.bar_h,
        )


class Elman:
    """The gradients of an Elman cell h = tanh(W x + U h + b); as those of the LSTM."""

    def __init__(self, n, steps, samples, dtype):
        self.h, self.bars = np.zeros((steps + 1, samples, n), dtype), np.empty((steps, samples, n), dtype)
        self.bar_x, self.bar_h = np.empty((steps * samples, n), dtype), np.empty((samples, n), dtype)
        self.slopes = np.empty((steps, samples, n), dtype)

    def __call__(self, x, W, U, b, bar_h):
        steps, samples, n = x.shape
        flat, after = x.reshape(steps * samples, n), self.h[1:]
        np.matmul(flat, W.T, out=self.bars.reshape(steps * samples, n))
        np.add(self.bars, b, out=self.bars)
        for t in range(steps):
            np.matmul(self.h[t], U.T, out=self.h[t + 1])
            self.h[t + 1] += self.bars[t]
            np.tanh(self.h[t + 1], out=self.h[t + 1])
        np.subtract(1, np.multiply(after, after, out=self.slopes), out=self.slopes)
        self.bar_h.fill(0)
        for t in reversed(range(steps)):
            self.bar_h += bar_h[t]
            np.multiply(self.bar_h, self.slopes[t], out=self.bars[t])
            np.matmul(self.bars[t], U, out=self.bar_h)
        bars, before = self.bars.reshape(steps * samples, n), self.h[:-1].reshape(steps * samples, n)
        return bars.T @ flat, bars.T @ before, bars.sum(axis=0), np.matmul(bars, W, out=self.bar_x), self.bar_h
