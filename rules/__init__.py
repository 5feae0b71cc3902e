"""What we know: tables with their examples, and the arithmetic of numerals."""
