"""One file per contestant: ``setup(work)`` returns a function that trains one activation and says how long it took."""
