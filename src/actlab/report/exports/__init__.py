"""A study's results as files for other programs: one table of formats, one file for each that writes them."""
