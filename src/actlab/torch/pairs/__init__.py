"""Pairs that are proved: training runs of one seed that share weights, batches and masks, which is checked."""
