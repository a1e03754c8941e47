"""The mark that stands for what is withheld."""

WITHHELD = "[withheld]"
"""Stands for every withheld value, whatever its type and whether or not it was null, so that its
presence says nothing about what it stands for."""
