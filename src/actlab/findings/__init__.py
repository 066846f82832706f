"""What follows from results, as records: computed once, read by all; the same road for studies and anyone's tables."""
