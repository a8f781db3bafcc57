"""Peers at the far end of the wire: they speak the real protocols, and know nothing of the drivers."""
