"""What users meet in Python: the only place where conveniences meet what they need from the whole house."""
