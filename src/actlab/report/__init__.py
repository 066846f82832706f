"""What people look at: text, progress, figures."""
