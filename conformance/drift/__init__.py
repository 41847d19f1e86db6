"""Compares a provider's current OpenAPI document with what dunbox was built from, and says for whom it matters.

`facts` says what an operation states in short words; `comparing` compares these. Documents come in as data.
"""
