"""Values of formulas in numbers, by an interpreter that shares no code with the expressions."""
