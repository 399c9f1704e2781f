"""Janji: a business keeps every promise of its own privacy policy, provably."""
