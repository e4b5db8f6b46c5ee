"""Disclosure: which level of a problem's texts and files opens to whom, and who opened what.

Owns the rules of an edition on that. The openings themselves are kept by `problems`, whose desk records its own.
"""
