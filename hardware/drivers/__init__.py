"""One driver a wire. A driver knows its protocol and nothing of emergencies, citizens or other drivers."""
