"""What somebody's table means, step by step: from cells to numbers by arm, data set and seed."""
