"""Public pages of every business: policy, proof, receipt check, simulator of a trial."""
