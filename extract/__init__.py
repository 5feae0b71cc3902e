"""Article -> records -> facts."""
