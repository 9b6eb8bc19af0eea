"""Charts as SVG: no script, no style attribute; colours come from the style sheet's tokens.

So they print, turn dark and follow forced colours like the rest. A chart that says something has
a sentence as its name, given by the caller; those beside a number in a table are decoration. The
numbers themselves always stand in a table or in words on the same page.
All shares are percentages, 0 to 100.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from lms.core.i18n import gettext, language

_CENTRE, _BASE, _RADIUS = 130, 128, 100
_LEFT, _TOP, _WIDTH, _HEIGHT = 6.5, 8, 88, 76  # the plot's box, in percent of the figure
_LABELS_EVERY = 3
_GRID = 10


def short_percent(share: float, places: int = 1) -> str:
    """Write a share that was already cut to `places`: 63,9% in Vietnamese, 63.9% in English."""
    text = f"{share:.{places}f}%"
    return text.replace(".", ",") if language() == "vi" else text


def gauge(share: float, threshold: float, name: str) -> Markup:
    """Draw a half ring with a tick at the threshold; `name` is the finding in one sentence."""
    x1, y1 = _on_ring(threshold, _RADIUS - 17)
    x2, y2 = _on_ring(threshold, _RADIUS + 17)
    x3, y3 = _on_ring(threshold, _RADIUS + 19)
    return _svg(
        f'<svg class="ch" viewBox="0 0 272 150" role="img" aria-label="{escape(name)}">',
        f'<path class="ring" d="{_arc(100)}"/>',
        f'<path class="ring on" d="{_arc(share)}"/>' if share > 0 else "",
        f'<line class="tick" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>',
        f'<text class="v" x="{x3 + 1:.0f}" y="{y3 - 1:.0f}">{short_percent(threshold, 0)}</text>',
        f'<text class="v big" x="{_CENTRE}" y="{_BASE - 14}" text-anchor="middle">'
        f"{short_percent(share)}</text>",
        f'<text x="{_CENTRE - _RADIUS}" y="147" text-anchor="middle">0</text>',
        f'<text x="{_CENTRE + _RADIUS}" y="147" text-anchor="middle">100</text></svg>',
    )


def _on_ring(share: float, radius: float) -> tuple[float, float]:
    angle = math.pi * (1 - share / 100)
    return _CENTRE + radius * math.cos(angle), _BASE - radius * math.sin(angle)


def _arc(share: float) -> str:
    x1, y1 = _on_ring(0, _RADIUS)
    x2, y2 = _on_ring(min(share, 100), _RADIUS)
    return f"M{x1:.1f} {y1:.1f}A{_RADIUS} {_RADIUS} 0 0 1 {x2:.1f} {y2:.1f}"


def bar(share: float, threshold: float = 70.0) -> Markup:
    """Draw a bar with a tick at the threshold, for a table cell that also has the number."""
    kind = "b ok" if share >= threshold else "b"
    return _svg(
        '<svg class="mini" width="100%" height="14" aria-hidden="true">',
        '<rect class="t" y="2" width="100%" height="10" rx="2"/>',
        f'<rect class="{kind}" y="2" width="{min(share, 100):.1f}%" height="10" rx="2"/>',
        f'<line x1="{threshold:g}%" x2="{threshold:g}%" y1="0" y2="14"/></svg>',
    )


def spark(shares: Sequence[float], threshold: float = 70.0) -> Markup:
    """Draw the last few shares as a small line, oldest first; fewer than two draw nothing."""
    if len(shares) < 2:  # noqa: PLR2004 - a line has two ends
        return Markup("")
    step = 92 / (len(shares) - 1)
    points = [(4 + index * step, 28 - share * 0.26) for index, share in enumerate(shares)]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    level = 28 - threshold * 0.26
    return _svg(
        '<svg class="spark" viewBox="0 0 100 30" aria-hidden="true">',
        f'<line class="tgt" x1="0" x2="100" y1="{level:.1f}" y2="{level:.1f}"/>',
        f'<polyline points="{line}"/>',
        f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="3"/></svg>',
    )


@dataclass(frozen=True, slots=True)
class Point:
    """One reading of a share: what the axis says under it, and the share."""

    label: str
    share: float


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where a reading lies: `x`, `y` in the plot (0–100), `left`, `top` in percent of the figure.

    Lines stand in a stretched inner drawing, words in the outer one, so that words keep the size
    of the page's text at every width.
    """

    count: int
    low: float
    high: float

    def x(self, index: int) -> float:
        return index / max(self.count - 1, 1) * 100

    def y(self, share: float) -> float:
        return (self.high - share) / (self.high - self.low) * 100

    def left(self, index: int) -> float:
        return _LEFT + self.x(index) * _WIDTH / 100

    def top(self, share: float) -> float:
        return _TOP + self.y(share) * _HEIGHT / 100


def trend(
    points: Sequence[Point], threshold: float, name: str, ahead: Sequence[Point] = ()
) -> Markup:
    """Draw two or more readings over time, oldest first, with the threshold as a dashed line.

    `ahead`: what is expected of the time after the last of them, drawn dotted, its end hollow.
    """
    shares = [point.share for point in (*points, *ahead)] + [threshold]
    low = max(math.floor(min(shares) / _GRID) * _GRID - _GRID, 0)
    high = min(math.ceil(max(shares) / _GRID) * _GRID + _GRID, 100)
    plot = _Plot(len(points) + len(ahead), low, high)
    return _svg(
        f'<svg class="ch" width="100%" height="222" role="img" aria-label="{escape(name)}">',
        *_grid(plot, threshold),
        *_line(plot, points, ahead),
        *(_reading(plot, points, index) for index in range(len(points))),
        *_expected(plot, points, ahead),
        "</svg>",
    )


def _grid(plot: _Plot, threshold: float) -> list[str]:
    ends = f'x1="{_LEFT}%" x2="{_LEFT + _WIDTH}%"'
    parts = []
    for share in range(int(plot.low), int(plot.high) + 1, _GRID):
        top = f"{plot.top(share):.1f}%"
        if share != threshold:
            parts.append(f'<line class="grid" {ends} y1="{top}" y2="{top}"/>')
        parts.append(f'<text x="{_LEFT - 0.8}%" y="{top}" dy="4" text-anchor="end">{share}</text>')
    top = f"{plot.top(threshold):.1f}%"
    words = gettext("Chỉ tiêu %(share)s", share=short_percent(threshold, 0))
    parts.append(f'<line class="tgt" {ends} y1="{top}" y2="{top}"/>')
    parts.append(f'<text class="v" x="{_LEFT + 0.6}%" y="{top}" dy="-7">{escape(words)}</text>')
    return parts


def _line(plot: _Plot, points: Sequence[Point], ahead: Sequence[Point]) -> list[str]:
    places = [
        f"{plot.x(i):.2f},{plot.y(point.share):.2f}" for i, point in enumerate((*points, *ahead))
    ]
    line, dotted = " ".join(places[: len(points)]), " ".join(places[len(points) - 1 :])
    return [
        f'<svg x="{_LEFT}%" y="{_TOP}%" width="{_WIDTH}%" height="{_HEIGHT}%"',
        ' viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible">',
        f'<polygon class="area" points="{line} {plot.x(len(points) - 1):.2f},100 0,100"/>',
        f'<polyline class="act" vector-effect="non-scaling-stroke" points="{line}"/>',
        f'<polyline class="fc" vector-effect="non-scaling-stroke" points="{dotted}"/>'
        if ahead
        else "",
        "</svg>",
    ]


def _expected(plot: _Plot, points: Sequence[Point], ahead: Sequence[Point]) -> list[str]:
    """Return the hollow dot, number and axis label where the expectation ends."""
    if not ahead:
        return []
    index = len(points) + len(ahead) - 1
    left, top = f"{plot.left(index):.1f}%", f"{plot.top(ahead[-1].share):.1f}%"
    return [
        f'<circle class="dot hollow" cx="{left}" cy="{top}" r="5"/>',
        f'<text class="v" x="{left}" y="{top}" dy="-11" text-anchor="end">',
        f"{short_percent(ahead[-1].share)}</text>",
        f'<text x="{left}" y="98%" text-anchor="end">{escape(ahead[-1].label)}</text>',
    ]


def _reading(plot: _Plot, points: Sequence[Point], index: int) -> str:
    """Return the dot, number and axis label of one reading; those in between are drawn thinner."""
    point, last = points[index], len(points) - 1
    left, top = f"{plot.left(index):.1f}%", f"{plot.top(point.share):.1f}%"
    is_end = index in (0, last)
    anchor = "start" if index == 0 else "end" if index == last else "middle"
    label = f'x="{left}" y="98%" text-anchor="{anchor}">{escape(point.label)}</text>'
    if not is_end:
        has_room = index % _LABELS_EVERY == 0 and index < last - 1
        return f'<text class="x2" {label}' if has_room else ""
    return (
        f'<circle class="dot" cx="{left}" cy="{top}" r="5"/>'
        f'<text class="v" x="{left}" y="{top}" dy="-11" text-anchor="{anchor}">'
        f"{short_percent(point.share)}</text><text {label}"
    )


def _svg(*parts: str) -> Markup:
    return Markup("".join(parts))  # noqa: S704 - every text in it was escaped above
