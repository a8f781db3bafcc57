"""Where the guard and the kiosk meet: the messages between them, and the booth file that both read."""
