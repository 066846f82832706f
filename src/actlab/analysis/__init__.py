"""What can be said about an activation without training."""
