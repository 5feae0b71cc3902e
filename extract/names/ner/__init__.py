"""The statistical recognizer of company names that neither table nor rule knows."""
