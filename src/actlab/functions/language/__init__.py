"""How people write a formula: from any spelling, notation or framework to the language, or to a corrected line."""
