"""How a population of networks is trained."""
