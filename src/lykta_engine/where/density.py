"""How close do events lie, place by place? A kernel density raster: events per square kilometre.

density(c) = sum over events of K(distance to c) * 10^6, c the centre of a cell, x and y in metres, and K
- quartic:  3 / (pi h^2) (1 - d^2 / h^2)^2 for d < h, else 0, h the bandwidth (Silverman 1986, sec. 4.2);
- gaussian: 1 / (2 pi h^2) exp(-d^2 / (2 h^2)).
Each event is spread on the 3 x 3 nodes around it with the weights of the quadratic B-spline, the nodes are filtered by
FFT, and what the spreading added is divided out: nodes lie at the cells' centres, and closer where the bandwidth is
few cells. Wherever an event lies, the error is below 0.5 % of the peak it would give alone; the errors of many events
differ in sign, and are less of the map's peak.
A density has no p-value: chance has peaks too.
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import fft

from lykta_engine.errors import BadInput, TooFewEvents, finite, same_length
from lykta_engine.kernels import function
from lykta_engine.replicates import Threads, usable_cores
from lykta_engine.where.density_sentences import sentences_on_density
from lykta_engine.words import Noun

Floats = NDArray[np.float64]
REFERENCE = "Silverman 1986, Density Estimation, ch. 4; edge correction: Diggle 1985, Appl. Stat. 34:138"
MOST_NODES = 2**25
MANY = 200_000  # points, and more of them than nodes: worth a second core
M2_PER_KM2 = 1e6


class Kernel(StrEnum):
    QUARTIC = "quartic"  # nothing beyond the bandwidth
    GAUSSIAN = "gaussian"  # the bandwidth is the standard deviation; reaches on for ever, counted to 5 of them


class Edge(StrEnum):
    OPEN = "open"  # events beyond the edge count too, where they are given; else density sinks towards the edge
    CORRECTED = "corrected"  # only events within; divided by the share of the kernel that lies within


FEWEST_NODES = {Kernel.QUARTIC: 8.0, Kernel.GAUSSIAN: 2.0}  # nodes in a bandwidth, for the error promised
REACH = {Kernel.QUARTIC: 1.0, Kernel.GAUSSIAN: 5.0}  # bandwidths


@dataclass(frozen=True, slots=True)
class Raster:
    """Square cells of `cell_m` metres; row 0 is the southernmost, column 0 the westernmost."""

    west: float
    south: float
    cell_m: float
    rows: int
    columns: int

    def __post_init__(self) -> None:
        if not all(math.isfinite(value) for value in (self.west, self.south, self.cell_m)) or self.cell_m <= 0:
            raise BadInput("a raster needs a corner and cells above zero metres")
        if min(self.rows, self.columns) < 1:
            raise BadInput("a raster needs at least one row and one column")

    def centre(self, row: int, column: int) -> tuple[float, float]:
        return self.west + (column + 0.5) * self.cell_m, self.south + (row + 0.5) * self.cell_m


def raster_around(x: ArrayLike, y: ArrayLike, cell_m: float, *, margin_m: float = 0.0) -> Raster:
    """A raster that holds all the points, its corner at whole cells so that maps of other days fit on it."""
    east, north = finite(x, "x"), finite(y, "y")
    if same_length(x=east, y=north) == 0:
        raise TooFewEvents("there are no events", needed=1, got=0)
    if not math.isfinite(cell_m) or cell_m <= 0 or not math.isfinite(margin_m) or margin_m < 0:
        raise BadInput("cell_m must be above zero and margin_m not below")
    west, south = (math.floor((float(low.min()) - margin_m) / cell_m) * cell_m for low in (east, north))
    columns = math.floor((float(east.max()) + margin_m - west) / cell_m) + 1
    rows = math.floor((float(north.max()) + margin_m - south) / cell_m) + 1
    return Raster(west, south, float(cell_m), rows, columns)


@dataclass(frozen=True, slots=True)
class Density:
    per_km2: Floats  # rows x columns; 0 where `inside` is False
    raster: Raster
    kernel: Kernel
    bandwidth_m: float
    edge: Edge
    inside: NDArray[np.bool_] | None  # cells that are part of the map; None means all
    n: int  # events that add to the map
    n_left_out: int  # too far away to, or (edge corrected) not in a cell of the map
    peak_per_km2: float
    peak_x: float  # centre of the densest cell; of several, the southernmost, then the westernmost
    peak_y: float
    mean_per_km2: float  # of the cells that are part of the map
    nodes_per_cell: int  # along a side: more than 1 where the bandwidth is few cells
    method: str = "density/1"
    reference: str = REFERENCE

    def explain(self, language: str = "sv", *, event: Noun | None = None) -> str:
        return sentences_on_density(self, language, event)


def density(
    x: ArrayLike,
    y: ArrayLike,
    raster: Raster,
    *,
    bandwidth_m: float,
    kernel: Kernel = Kernel.QUARTIC,
    edge: Edge = Edge.OPEN,
    inside: ArrayLike | None = None,
    weights: ArrayLike | None = None,
) -> Density:
    """Kernel density of the points on the raster.

    weights: zero or more per point, how many events it stands for. BadInput for what is not finite, unequal lengths,
    negative weights, a bandwidth below the cells' side; TooFewEvents where no event adds to the map.
    """
    kernel, edge = Kernel(kernel), Edge(edge)
    east, north = finite(x, "x"), finite(y, "y")
    same_length(x=east, y=north)
    weight = None if weights is None else _weights(weights, east)
    mask = _mask(inside, raster)
    nodes = _nodes(raster, kernel, bandwidth_m)
    if edge is Edge.CORRECTED:
        within = _within(east, north, raster, mask)
        left_out = int(np.count_nonzero(~within))
        east, north = east[within], north[within]
        weight = None if weight is None else weight[within]
    else:
        left_out = 0
    spread, beyond = spread_on_nodes(east, north, weight, nodes)
    n = east.size - beyond
    if n == 0 or (weight is not None and not weight.any()):
        raise TooFewEvents("no event lies near enough to the map", needed=1, got=0)
    transfer = _transfer(nodes, kernel, bandwidth_m)
    per_km2 = _filtered(spread, transfer, nodes, spline=True) * (M2_PER_KM2 / nodes.step**2)
    if edge is Edge.CORRECTED:
        share = _filtered(_part_of_map(nodes, mask, raster), transfer, nodes, spline=False)
        per_km2 /= np.maximum(share, 1e-3)  # below only in cells that are no part of the map
    if mask is not None:
        per_km2 = np.where(mask, per_km2, 0.0)
    row, column = np.unravel_index(int(np.argmax(per_km2)), per_km2.shape)
    peak_x, peak_y = raster.centre(int(row), int(column))
    return Density(
        per_km2=per_km2,
        raster=raster,
        kernel=kernel,
        bandwidth_m=float(bandwidth_m),
        edge=edge,
        inside=mask,
        n=n,
        n_left_out=left_out + beyond,
        peak_per_km2=float(per_km2[row, column]),
        peak_x=peak_x,
        peak_y=peak_y,
        mean_per_km2=float(per_km2.mean() if mask is None else per_km2[mask].mean()),
        nodes_per_cell=nodes.per_cell,
    )


def _weights(weights: ArrayLike, x: Floats) -> Floats:
    array = finite(weights, "weights")
    same_length(x=x, weights=array)
    if (array < 0).any():
        raise BadInput("weights must be zero or more")
    return array


def _mask(inside: ArrayLike | None, raster: Raster) -> NDArray[np.bool_] | None:
    if inside is None:
        return None
    mask = np.asarray(inside)
    if mask.dtype != np.bool_ or mask.shape != (raster.rows, raster.columns):
        raise BadInput(f"inside must be True or False for each of the {raster.rows} x {raster.columns} cells")
    if not mask.any():
        raise BadInput("no cell is inside")
    return mask


def _within(x: Floats, y: Floats, raster: Raster, mask: NDArray[np.bool_] | None) -> NDArray[np.bool_]:
    """Points in a cell of the map; a point on a border belongs to the cell north or east of it."""
    column = np.floor((x - raster.west) / raster.cell_m)
    row = np.floor((y - raster.south) / raster.cell_m)
    within = (column >= 0) & (column < raster.columns) & (row >= 0) & (row < raster.rows)
    if mask is not None:
        within[within] = mask[row[within].astype(np.int64), column[within].astype(np.int64)]
    return within


@dataclass(frozen=True, slots=True)
class Nodes:
    """The nodes events are spread on: `per_cell` along a cell's side, a margin around, node (0, 0) at (x0, y0)."""

    x0: float
    y0: float
    step: float
    rows: int
    columns: int
    margin: int
    per_cell: int
    cells: tuple[int, int]


def _nodes(raster: Raster, kernel: Kernel, bandwidth_m: float) -> Nodes:
    if not math.isfinite(bandwidth_m) or bandwidth_m < raster.cell_m:
        raise BadInput(f"the bandwidth must be at least a cell's side, {raster.cell_m:g} m")
    per_cell = max(1, math.ceil(FEWEST_NODES[kernel] * raster.cell_m / bandwidth_m - 1e-9))
    step = raster.cell_m / per_cell
    margin_cells = math.ceil((REACH[kernel] * bandwidth_m / step + 2) / per_cell)
    needed = [side + 2 * margin_cells for side in (raster.rows, raster.columns)]
    if math.prod(needed) * per_cell**2 > MOST_NODES:
        raise BadInput("the raster is too fine or the bandwidth too wide; take larger cells")
    margin = margin_cells * per_cell
    rows, columns = (fft.next_fast_len(side, real=True) * per_cell for side in needed)
    x0 = raster.west + 0.5 * raster.cell_m - margin * step
    y0 = raster.south + 0.5 * raster.cell_m - margin * step
    return Nodes(x0, y0, step, rows, columns, margin, per_cell, (raster.rows, raster.columns))


def spread_on_nodes(x: Floats, y: Floats, weights: Floats | None, nodes: Nodes) -> tuple[Floats, int]:
    """Each point on its nine nodes, and how many lay too far out.

    Many points are spread in two fixed halves, on a core each where there are two; their sums are added in that order.
    """
    middle = x.size // 2 if x.size >= max(MANY, nodes.rows * nodes.columns) else x.size
    halves = [slice(0, middle), slice(middle, x.size)][: 2 if middle < x.size else 1]
    shared = (np.ascontiguousarray(x), np.ascontiguousarray(y), weights, nodes)
    done = Threads(min(2, usable_cores())).run(
        _spread_part, (shared, halves), [range(i, i + 1) for i in range(len(halves))]
    )
    spread = done[0][0]
    for other, _ in done[1:]:
        spread += other
    return spread, sum(left_out for _, left_out in done)


def _spread_part(given: tuple[Any, list[slice]], part: range) -> tuple[Floats, int]:
    (x, y, weights, nodes), halves = given
    points = halves[part[0]]
    x, y, weight = x[points], y[points], None if weights is None else np.ascontiguousarray(weights[points])
    spread = np.zeros((nodes.rows, nodes.columns))
    pointer, number, whole = ctypes.c_void_p, ctypes.c_double, ctypes.c_int64
    kernel = function("lykta_bins", whole, whole, *[pointer] * 3, *[number] * 3, whole, whole, pointer)
    if kernel is None:
        return _spread_without_kernel(x, y, weight, nodes, spread)
    left_out = kernel(
        x.size, x.ctypes.data, y.ctypes.data, None if weight is None else weight.ctypes.data, nodes.x0, nodes.y0,
        1.0 / nodes.step, nodes.rows, nodes.columns, spread.ctypes.data,
    )  # fmt: skip
    return spread, int(left_out)


def _spread_without_kernel(
    x: Floats, y: Floats, weights: Floats | None, nodes: Nodes, spread: Floats
) -> tuple[Floats, int]:
    u, v = (x - nodes.x0) * (1.0 / nodes.step), (y - nodes.y0) * (1.0 / nodes.step)
    column, row = np.floor(u + 0.5), np.floor(v + 0.5)
    near = (column >= 1) & (column <= nodes.columns - 2) & (row >= 1) & (row <= nodes.rows - 2)
    across, up = _spline((u - column)[near]), _spline((v - row)[near])
    if weights is not None:
        up = up * weights[near][:, None]
    shares = up[:, :, None] * across[:, None, :]
    corner = (row[near].astype(np.int64) - 1) * nodes.columns + column[near].astype(np.int64) - 1
    steps = np.arange(3)[:, None] * nodes.columns + np.arange(3)
    # point by point in the same order as the kernel adds, so that the sums are the same to the last bit
    places = (corner[:, None, None] + steps).ravel()
    spread += np.bincount(places, weights=shares.ravel(), minlength=spread.size).reshape(spread.shape)
    return spread, int(np.count_nonzero(~near))


def _spline(a: Floats) -> Floats:
    return np.stack([0.5 * ((0.5 - a) * (0.5 - a)), 0.75 - a * a, 0.5 * ((0.5 + a) * (0.5 + a))], axis=-1)


def _frequencies(nodes: Nodes) -> tuple[Floats, Floats]:
    return 2 * np.pi * fft.rfftfreq(nodes.rows), 2 * np.pi * fft.rfftfreq(nodes.columns)


@dataclass(frozen=True, slots=True)
class _Transfer:
    """The kernel as factors per frequency: up[k] @ across[l], for k from 0 to half the rows; the others mirror them."""

    up: Floats
    across: Floats


def _transfer(nodes: Nodes, kernel: Kernel, bandwidth_m: float) -> _Transfer:
    up, across = _frequencies(nodes)
    reach = bandwidth_m / nodes.step
    if kernel is Kernel.GAUSSIAN:
        return _Transfer(np.exp(-0.5 * (reach * up) ** 2)[:, None], np.exp(-0.5 * (reach * across) ** 2)[:, None])
    steps = np.arange(math.ceil(reach) + 1)
    square = (steps[:, None] ** 2 + steps**2) / reach**2
    quarter = np.where(square < 1, (1 - square) ** 2, 0.0)
    twice = np.where(steps == 0, 1.0, 2.0)
    quarter *= twice[:, None] * twice
    return _Transfer(np.cos(np.outer(up, steps)) @ (quarter / quarter.sum()), np.cos(np.outer(across, steps)))


def _filtered(spread: Floats, transfer: _Transfer, nodes: Nodes, *, spline: bool) -> Floats:
    up, across = transfer.up, transfer.across
    if spline:  # what spreading on the nodes did to each frequency, undone
        up, across = (
            factor / np.sinc(frequency / (2 * np.pi))[:, None] ** 3
            for factor, frequency in zip((up, across), _frequencies(nodes), strict=True)
        )
    workers = usable_cores()
    spectrum = fft.rfft2(spread, workers=workers)
    both = (up / nodes.per_cell) @ across.T
    spectrum[: len(both)] *= both
    spectrum[len(both) :] *= both[1 : (nodes.rows + 1) // 2][::-1]  # the same for a frequency and its negative
    # Only every per_cell-th row is asked for: the frequencies that those rows cannot tell apart are added first.
    few = nodes.rows // nodes.per_cell
    for begin in range(few, nodes.rows, few):
        spectrum[:few] += spectrum[begin : begin + few]
    filtered = fft.irfft2(spectrum[:few], s=(few, nodes.columns), overwrite_x=True, workers=workers)
    first = nodes.margin // nodes.per_cell
    rows = slice(first, first + nodes.cells[0])
    columns = slice(nodes.margin, nodes.margin + nodes.cells[1] * nodes.per_cell, nodes.per_cell)
    return np.maximum(filtered[rows, columns], 0.0)


def _part_of_map(nodes: Nodes, mask: NDArray[np.bool_] | None, raster: Raster) -> Floats:
    """1 at nodes on the map, 0 beyond; on a border between two cells, their mean."""
    cells = np.ones((raster.rows, raster.columns)) if mask is None else mask.astype(np.float64)
    up, across = (
        _cell_of_node(length, nodes, side)
        for length, side in ((nodes.rows, raster.rows), (nodes.columns, raster.columns))
    )
    return np.asarray(up @ cells @ across.T)


def _cell_of_node(length: int, nodes: Nodes, side: int) -> Floats:
    """Share of each cell along one axis in each node: 1 in the cell it lies in, half and half on a border."""
    place = (np.arange(length) - nodes.margin) / nodes.per_cell + 0.5
    share = np.zeros((length, side + 2))
    for nudge in (-1e-6, 1e-6):
        cell = np.clip(np.floor(place + nudge).astype(np.int64), -1, side) + 1
        share[np.arange(length), cell] += 0.5
    return share[:, 1:-1]
