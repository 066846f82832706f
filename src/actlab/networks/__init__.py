"""Architectures written for one network, and the scales of their initial weights."""
