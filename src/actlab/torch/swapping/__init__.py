"""Another activation in a model that exists, and the proof that it is there."""
