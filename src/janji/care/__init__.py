"""Talk with people: understand a message, answer from approved words, hand over when unsure."""
