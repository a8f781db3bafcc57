"""The management platform, as the booth speaks with it. README.md says how."""
