"""Measurements of the whole booth on real processes, each against a bound or a bare window."""
