"""What each person agreed to and took back."""
