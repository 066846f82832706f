"""What is measured while training: one record a file, each seen per hidden layer."""
