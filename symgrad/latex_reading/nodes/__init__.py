"""What is written and what is meant, as trees; sizes and how they are unified."""
