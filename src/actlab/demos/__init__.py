"""Each sentence of the tutorial as a command that shows it: one file per demonstration."""
