"""Processes: what web, live and worker consist of, who supervises them, alarms and long jobs. Knows no room."""
