"""Pure analysis: frames in, frames out. Nothing here reads a file, draws, or knows of notebooks."""
