"""How released contents are read, for the public pages and for the exact preview that the second person sees."""
