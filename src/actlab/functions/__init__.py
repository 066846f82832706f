"""What an activation is: formula, derivative, kinks, reference."""
