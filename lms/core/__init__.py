"""The floor: database, clock, text, jobs, audit, files. Knows no room and no Flask."""
