"""Reception: the visitor or the greeter takes a number. Nothing that can be pressed leaves it."""
