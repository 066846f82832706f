"""Users' tables of results, whatever they are written with."""

from actlab.data.tables.read import read_table as read_table
from actlab.data.tables.table import Table as Table
