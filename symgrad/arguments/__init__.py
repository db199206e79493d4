"""What the argument of a public function may be, how it is told, and the errors for what it may not be."""
