"""The floor: the least a Django page with a signed-in person costs. Everything is a multiple of it."""
