"""People's own data -> a Dataset: what each column is taken for, which rows are learnt from, what becomes of it all."""
