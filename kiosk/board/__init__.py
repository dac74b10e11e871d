"""The board in the hall: who is called, and to which counter."""
