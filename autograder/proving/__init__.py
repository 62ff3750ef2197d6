"""A course proves itself: starters earn nothing, solutions everything, each case what it should.

Begin with `proofs`; `floor` hands in what shows no knowledge, and `mutation_run` takes solutions apart and
tells which wrong programs still earn everything; `programs` are those that people wrote from the sheets.
"""
