"""What pytest must not touch."""

# Run in the sandbox only; collecting doctests would import them here.
collect_ignore = ["benign", "hostile"]
