"""The command line: every verb of the hall, each command importing only what it needs."""
