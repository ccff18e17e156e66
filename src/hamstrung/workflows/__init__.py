"""One verb a file: what the product does, with the effects it needs passed in."""
