"""What on the paper speaks against what was found."""
