"""The version of all parts, kept here so that no process has to look it up among the installed packages."""

VERSION = "0.1.0"
