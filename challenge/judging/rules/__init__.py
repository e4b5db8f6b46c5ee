"""Judging on plain values: scoring, ranking, allocation, timetable and reveal; no Flask, database or clock."""
