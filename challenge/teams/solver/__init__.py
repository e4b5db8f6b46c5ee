"""Composition of teams: a pure package, numbers and names in, a plan out.

It reads no clock and no database and draws chance only from a seed. `compose` makes a plan, `repair` changes an
old one as little as possible, `check` judges any plan by itself, `explain` says why an input is impossible.
Rules and objective are those of the team assignment files (contracts, section 2).
"""
