"""A neutral document tree and its writers: html, Word and accessible PDF."""
