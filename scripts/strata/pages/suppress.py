"""Small cells: a count under five is not shown, nor what would give it away."""

SMALLEST = 5

Cell = tuple[str, str]


def is_small(count: int) -> bool:
    """Whether a count stands for so few customers that it may not be shown."""
    return 0 < count < SMALLEST


def hidden_cells(counts: dict[Cell, int]) -> set[Cell]:
    """Cells of a matrix to leave out: the small ones, and others so that none can be worked out.

    A row or column that misses exactly one cell tells it to whoever knows the total, so that its
    next smallest cell goes too, until no line misses just one. Lines of one cell stay as they are.
    """
    hidden = {cell for cell, count in counts.items() if is_small(count)}
    lines = [
        [cell for cell in counts if cell[axis] == name]
        for axis in (0, 1)
        for name in {cell[axis] for cell in counts}
    ]
    while True:
        for line in sorted(lines):
            shown = [cell for cell in line if cell not in hidden]
            if len(line) - len(shown) == 1 and shown:
                # Cells with somebody in them first: a zero hides nobody.
                hidden.add(min(shown, key=lambda cell: (counts[cell] == 0, counts[cell], cell)))
                break
        else:
            return hidden
