"""All verbs agree on a variable with a property; a verb that forgets the property is found."""

from symgrad.calculus import jacobians, properties

from .allowed_directions import tried


def _wrong(seeds):
    return [(seed, why) for seed, what, why in map(tried, seeds) if what != "right"]


def test_all_verbs_agree_along_the_directions_that_a_property_allows():
    assert _wrong(range(1, 21)) == []


def test_a_jacobian_of_free_entries_is_found(monkeypatch):
    """A Jacobian without the projection, beside gradients with it, as it was once."""
    monkeypatch.setattr(jacobians, "projected", lambda gradient, variable: gradient)
    assert _wrong(range(1, 21))


def test_a_wrong_projection_is_found(monkeypatch):
    right = properties.projected
    monkeypatch.setattr(properties, "projected", lambda gradient, variable: 2 * right(gradient, variable))
    assert _wrong(range(1, 11))
