"""Composing a frame out of those widgets alone that a change touches.

Textual asks every widget whose container reaches into the one rectangle around all changes, each for all of its lines;
in a form with a sentence at its foot that is the whole form at each letter.
"""

from collections.abc import Collection, Iterable

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip


class Sparing(Compositor):
    """Textual's compositor, but for partial updates."""

    _changed: Collection[Region] = ()

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed, or None."""
        self._changed = self._dirty_regions.copy()
        try:
            return super().render_partial_update()
        finally:
            self._changed = ()

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not self._changed:
            yield from super()._get_renders(crop)
            return
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip)
            if shown and any(change.overlaps(shown) for change in self._changed):
                yield region, clip, widget.render_lines(shown.translate(-region.offset))
