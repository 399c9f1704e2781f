"""Other ways to do the same work, as good as they can be made."""
