"""What comes in and goes out: articles, records, facts; reading, decoding, writing."""
