"""Tables as HTML: great-tables, each in a box that scrolls inside itself on a small screen."""

from collections.abc import Sequence

import polars as pl
from great_tables import GT, loc, style
from markupsafe import Markup

from strata.pages.suppress import Cell

GREY, UP, DOWN, BAD = "#eef1f5", "#e3f2ea", "#fdeede", "#fde3e0"


def html_table(
    frame: pl.DataFrame,
    table_id: str,
    labels: dict[str, str],
    *,
    words: Sequence[str] = (),
    shaded: dict[str, Sequence[Cell]] | None = None,
) -> Markup:
    """A frame of texts as a table; columns in `words` stand left, the others are figures.

    `shaded` maps a colour to cells, each named by its first column's value and its column.
    """
    left = [name for name in labels if name in words]
    table = (
        GT(frame.select(list(labels)), id=f"table-{table_id}")
        .cols_label(**labels)
        .cols_align("left", columns=left)
        .cols_align("right", columns=[name for name in labels if name not in left])
        .tab_options(
            table_width="100%",
            table_font_size="14px",
            table_font_color="#1b2a3a",
            column_labels_font_weight="600",
            column_labels_background_color="#f6f8fa",
            data_row_padding="5px",
            container_padding_x="0px",
            container_padding_y="0px",
            table_font_names=["inherit"],
        )
    )
    first = frame.columns[0]
    places = {value: row for row, value in enumerate(frame[first])}
    for colour, cells in (shaded or {}).items():
        for row, column in cells:
            table = table.tab_style(
                style.fill(colour), loc.body(columns=column, rows=[places[row]])
            )
    return Markup(table.as_raw_html())
