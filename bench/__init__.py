"""Measurements: ours against a peer or a physical limit, in the same run, on the same machine."""
