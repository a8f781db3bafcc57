"""Listening and speaking. No speech library is loaded before it is needed: speech off, none of them."""
