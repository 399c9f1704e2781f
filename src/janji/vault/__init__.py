"""The vault: the only home of personal data, and of the keys that make it readable."""
