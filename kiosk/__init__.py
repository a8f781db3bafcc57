"""The citizen's side: services as conversations, with screen, voice and keypad as their faces."""
