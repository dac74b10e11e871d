"""What a supervisor does on the floor, whatever it is done from: choices, deeds, and what is said afterwards."""
