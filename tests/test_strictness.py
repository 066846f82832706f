"""The strict settings of the tests are on: wrong shapes, ranks and types are errors here, not surprises elsewhere."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jaxtyping import TypeCheckError

from actlab.data.tasks import correct
from actlab.training.recipe import Recipe


def test_shapes_are_checked() -> None:
    assert correct(jnp.zeros((3, 2)), jnp.zeros(3, jnp.int32)).shape == (3,)
    with pytest.raises(TypeCheckError, match="targets"):
        correct(jnp.zeros((3, 2)), jnp.zeros(4, jnp.int32))


def test_types_of_records_are_checked() -> None:
    with pytest.raises(TypeCheckError, match="batch"):
        Recipe(None, None, "he", "sgd", "64", 1, 1, 1)  # type: ignore[arg-type]


def test_ranks_are_not_promoted() -> None:
    with pytest.raises(ValueError, match="rank_promotion"):
        jnp.ones(3) + jnp.ones((2, 3))


def test_types_are_not_promoted() -> None:
    with pytest.raises(jax.dtypes.TypePromotionError):
        jnp.ones(3, jnp.int32) + jnp.asarray(np.ones(3), jnp.float32)
