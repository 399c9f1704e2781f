"""Public pages of every business: policy, proof, receipt check, and the simulator of a local trial."""
