"""Strategies to begin with, each a file that runs as it is; `catalogue` reads them as text."""
