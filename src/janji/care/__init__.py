"""Talk with people: understand a message, answer from approved words, hand over when unsure."""

import os

# Before numpy is loaded: its threads wait by turning round. Training took 3.5 times the CPU for the
# same work, on machines whose other core answers customers meanwhile.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
