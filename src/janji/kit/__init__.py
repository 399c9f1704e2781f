"""The cellar: what every room stands on and what knows nothing of any promise."""
