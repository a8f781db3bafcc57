"""The booth's side: the wires, the guard that owns them and the emergency, and the link to the kiosk."""
