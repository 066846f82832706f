"""Statistics of paired results: arrays in, records out; nothing is known here of training."""
