"""What is kept beside tickets."""
