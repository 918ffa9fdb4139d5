"""What-if models on arrays."""
