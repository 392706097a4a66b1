"""Which reports tell of the same event: how alike two are and why, and which stored ones are worth showing."""
