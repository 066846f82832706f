"""The census of a model: every place where a nonlinearity is applied, told apart by what is computed."""
