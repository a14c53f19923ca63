"""Composing a frame out of those widgets alone that a change touches.

Textual asks every widget whose container reaches into the one rectangle around all changes, each for all of its lines;
in a form with a sentence at its foot that is the whole form at each letter.
"""

from collections.abc import Collection, Iterable

from rich.console import Console
from textual._compositor import ChopsUpdate, Compositor, CompositorMap, ReflowResult
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget


class Spans(ChopsUpdate):
    """What has changed, with a move of the cursor only where what is written does not stand side by side."""

    def render_segments(self, console: Console) -> str:
        """Return the control sequences and texts that show it."""
        parts: list[str] = []
        for y, x1, x2 in self.spans:
            stands = -1
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=True):
                if strip is None or x >= x2 or end <= x1:
                    continue
                if x != stands:
                    parts.append(f"\x1b[{y + 1};{x + 1}H")
                parts.append((strip if end <= x2 else strip.crop(0, x2 - x)).render(console))
                stands = end
        return "".join(parts)


class Sparing(Compositor):
    """Textual's compositor, but for partial updates, and for who is told that it has another size."""

    _changed: Collection[Region] = ()
    _told: "CompositorMap | None" = None

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        """Lay out, and say what differs from the layout before.

        Textual compares with a map that it fills in anew, after a scroll, for whoever asks: a widget that was to be
        shown already stood in it then, and never learned its size.
        """
        self._full_map = {} if self._told is None else self._told
        found = super().reflow(parent, size)
        self._told = self._full_map
        return found

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed, or None."""
        self._changed = self._dirty_regions.copy()
        try:
            found = super().render_partial_update()
        finally:
            self._changed = ()
        return None if found is None else Spans(found.chops, found.spans, found.chop_ends)

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._changed:
            yield from super()._get_renders(crop)
            return
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            touched = [change for change in self._changed if change.overlaps(shown)]
            if touched:
                top = max(shown.y, min(change.y for change in touched))
                foot = min(shown.bottom, max(change.bottom for change in touched))
                rows = Region(shown.x, top, shown.width, foot - top)
                yield region, rows, widget.render_lines(rows.translate(-region.offset))
