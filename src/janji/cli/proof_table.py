def print_proof(business, verdicts, language):
    for v in verdicts: print(v.word, v.proof, v.evidence, v.missing, v.rows[:2])
    return sum(v.word=="broken" for v in verdicts)
