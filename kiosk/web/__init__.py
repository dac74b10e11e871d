"""The visitor's phone and the hall's television: pages that follow the queue."""
