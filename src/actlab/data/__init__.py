"""Data sets: one record each, with its task, split and check sums."""
