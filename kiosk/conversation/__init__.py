"""The core: views are put on the stage, faces show them, the first reply counts."""
