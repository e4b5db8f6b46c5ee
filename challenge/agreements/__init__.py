"""Agreements: texts that an edition asks for, versioned; who signed which, with proofs; what waits for a signature.

Owns agreement texts, signatures, marks of minors and persons set aside. Emits what was published, signed, withdrawn.
Listens to whoever arrives, leaves or moves, since a reveal may wait for them.
"""
