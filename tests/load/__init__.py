"""Many people at once over kept connections, and nobody sees anything of anybody else: `make walls`."""
