"""Strategies to begin with, each a file that runs as it is."""

from strategies.generation.catalogue import TEMPLATES, Template

__all__ = ["TEMPLATES", "Template"]
