"""The live page: any activation, seen and raced in a browser, with no network."""
