"""Published equations and hand-derived gradients, restated as data: what a reader of LaTeX must read and judge."""
