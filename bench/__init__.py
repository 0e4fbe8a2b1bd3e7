"""What the service does and costs, measured on the machine at hand."""
