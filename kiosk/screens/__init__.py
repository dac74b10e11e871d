"""What every terminal screen stands on: the environment, the station, the live poll, the themes."""
