"""Listening and speaking. Nothing here loads a speech library before it is needed: speech off, none loaded."""
