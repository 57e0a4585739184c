"""What is written in a row, whoever it belongs to: money, dates, business numbers, the currency."""
