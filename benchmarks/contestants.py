"""THE table of contestants: what they are called, and how they use the cores."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Contestant:
    """One file in ``workers``, by its name.

    ``per_core`` says that every core has a process of its own, pinned to it, with one thread. ``together`` is how many
    networks each core trains in a turn; 0 is one network, which all cores share. ``cache`` is the variable that names
    the folder in which it keeps compiled programs from one process to the next.
    """

    name: str
    title: str
    per_core: bool = False
    together: int = 0
    cache: str = ""
    own_draws: bool = False

    def seeds(self, cores: int, population: int) -> list[tuple[int, ...]]:
        """Return the seeds of each process: those of a population, or of a turn.

        >>> Contestant("x", "X", per_core=True, together=2).seeds(2, 0), Contestant("y", "Y").seeds(2, 3)
        ([(0, 2), (1, 3)], [(0, 1, 2)])
        """
        networks, processes = population or self.together * cores or 1, cores if self.per_core else 1
        return [tuple(range(place, networks, processes)) for place in range(processes)]


ACTLAB = Contestant("actlab", "actlab, one network per core", together=1, cache="ACTLAB_CACHE")
EXPERT = Contestant("torch_cores", "PyTorch, eager, one process per core", per_core=True, together=1)
CONTESTANTS = (
    ACTLAB,
    Contestant("actlab_mixed", "actlab, the same in mixed precision", together=1, cache="ACTLAB_CACHE"),
    EXPERT,
    Contestant(
        "torch_compile",
        "PyTorch, torch.compile, one process per core",
        True,
        together=1,
        cache="TORCHINDUCTOR_CACHE_DIR",
    ),
    Contestant("torch_vmap", "PyTorch, torch.func.vmap over networks, one process per core", True, together=4),
    Contestant("torch", "PyTorch, eager, its own threads"),
    Contestant("jax", "plain JAX, its own threads"),
    Contestant("keras", "Keras fit on TensorFlow"),
    Contestant("sklearn", "scikit-learn MLPClassifier", own_draws=True),
)
