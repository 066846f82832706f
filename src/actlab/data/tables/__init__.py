"""Users' tables of results, whatever they are written with."""
