"""What needs a clock or random networks."""
