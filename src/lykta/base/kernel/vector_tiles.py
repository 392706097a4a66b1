"""Mapbox Vector Tiles 2.1 of points, written by hand: no dependency, a whole layer at a time in numpy.

Everything inside a feature is a protobuf varint, its own length included. So a layer is one matrix of integers, a row
per feature, whose bytes are written in one go.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lykta.base.kernel import quadkeys

IntArray = NDArray[np.int64]
EXTENT = 4096
_MOVE_TO_ONE_POINT = 9


@dataclass(frozen=True, slots=True)
class TileLayer:
    """Points in tile units (0 at the north-west corner) with one array per property; None and NaN are left out."""

    name: str
    x: IntArray
    y: IntArray
    properties: Mapping[str, ArrayLike] = field(default_factory=dict)
    ids: IntArray | None = None


@dataclass(frozen=True, slots=True)
class GridCounts:
    """Cells with at least one point: their numbers, middles in tile units, and counts (or sums of weights)."""

    cells: IntArray
    zoom: int
    x: IntArray
    y: IntArray
    counts: NDArray[Any]


def encode_tile(layers: Sequence[TileLayer], extent: int = EXTENT) -> bytes:
    """The tile as bytes; a layer without points is left out, as the specification asks."""
    return b"".join(_delimited(3, _layer(layer, extent)) for layer in layers if len(layer.x))


def tile_points(qk_sorted: IntArray, z: int, x: int, y: int, extent: int = EXTENT) -> tuple[slice, IntArray, IntArray]:
    """Which of the sorted keys lie in the tile, and where in it."""
    within = _slice_of_tile(qk_sorted, z, x, y)
    local_x, local_y = _tile_local(qk_sorted[within], quadkeys.ZOOM, z, x, y, extent)
    return within, local_x, local_y


def grid_counts(
    qk_sorted: IntArray,
    weights: NDArray[Any] | None,
    z: int,
    x: int,
    y: int,
    cells: int = 64,
    extent: int = EXTENT,
) -> GridCounts:
    """Count points per cell of a tile cut into cells x cells; weights may be a true/false filter or numbers."""
    zoom = z + cells.bit_length() - 1
    if cells & (cells - 1) or zoom > quadkeys.ZOOM:
        raise quadkeys.QuadkeyProblem(f"{cells} cells across tile zoom {z} is not a level of the quadkey.")
    within = _slice_of_tile(qk_sorted, z, x, y)
    filled, counts = _sum_sorted(
        quadkeys.coarsen(qk_sorted[within], zoom), None if weights is None else weights[within]
    )
    local_x, local_y = _tile_local(filled, zoom, z, x, y, extent)
    return GridCounts(filled, zoom, local_x, local_y, counts)


def _slice_of_tile(qk_sorted: IntArray, z: int, x: int, y: int) -> slice:
    first, last = np.searchsorted(qk_sorted, quadkeys.tile_range(z, x, y))
    return slice(int(first), int(last))


def _tile_local(cell: IntArray, zoom: int, z: int, x: int, y: int, extent: int) -> tuple[IntArray, IntArray]:
    column, row = quadkeys.deinterleave(cell)
    depth = zoom - z
    local_x = ((2 * (column - (x << depth)) + 1) * extent) >> (depth + 1)
    local_y = ((2 * (row - (y << depth)) + 1) * extent) >> (depth + 1)
    return local_x, local_y


def _sum_sorted(cell: IntArray, weights: NDArray[Any] | None) -> tuple[IntArray, NDArray[Any]]:
    if weights is not None and weights.dtype == np.bool_:
        cell, weights = cell[weights], None
    filled, first = np.unique(cell, return_index=True)
    if weights is None:
        return filled, np.diff(np.append(first, len(cell)))
    return filled, np.add.reduceat(weights, first) if len(filled) else weights[:0]


def _layer(layer: TileLayer, extent: int) -> bytes:
    values: dict[bytes, int] = {}
    tags = [_tag_columns(key, layer.properties[name], values) for key, name in enumerate(layer.properties)]
    parts = [
        _varint_field(15, 2),
        _delimited(1, layer.name.encode()),
        _features(layer, tags),
        *(_delimited(3, name.encode()) for name in layer.properties),
        *(_delimited(4, value) for value in values),
        _varint_field(5, extent),
    ]
    return b"".join(parts)


def _tag_columns(key: int, column: ArrayLike, values: dict[bytes, int]) -> tuple[int, IntArray]:
    """The key and, for each feature, the place of its value in the layer's table; -1 where it has none."""
    array = np.asarray(column)
    distinct, inverse = _distinct(array)
    places = [-1 if value is None else values.setdefault(_value(value), len(values)) for value in distinct]
    return key, np.array(places, dtype=np.int64)[inverse]


def _distinct(array: NDArray[Any]) -> tuple[list[Any], IntArray]:
    if array.dtype == object:
        # Python holds True == 1 == 1.0; a tile does not.
        order: dict[tuple[type, Any], int] = {}
        inverse = [order.setdefault((type(value), value), len(order)) for value in array.tolist()]
        return [_present(value) for _, value in order], np.array(inverse, dtype=np.int64)
    distinct, positions = np.unique(array, return_inverse=True)
    return [_present(value) for value in distinct.tolist()], positions.reshape(-1)


def _present(value: Any) -> Any:
    return None if value is None or value != value else value


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return _varint_field(7, int(value))
    if isinstance(value, int):
        return _varint_field(6, 2 * value if value >= 0 else -2 * value - 1)
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _delimited(1, str(value).encode())


def _features(layer: TileLayer, tags: list[tuple[int, IntArray]]) -> bytes:
    count = len(layer.x)
    columns: list[tuple[ArrayLike, ArrayLike]] = []  # number, and whether it is written
    if layer.ids is not None:
        columns += [(0x08, True), (layer.ids, True)]
    columns += [(0x12, True), (0, True)] if tags else []
    tags_at = len(columns)
    for key, places in tags:
        columns += [(key, places >= 0), (np.maximum(places, 0), places >= 0)]
    columns += [(0x18, True), (1, True), (0x22, True), (0, True), (_MOVE_TO_ONE_POINT, True)]
    columns += [(_zigzag(layer.x), True), (_zigzag(layer.y), True)]
    numbers = np.array([np.broadcast_to(n, count) for n, _ in columns], dtype=np.uint64).T
    written = np.array([np.broadcast_to(w, count) for _, w in columns], dtype=bool).T
    lengths = _varint_lengths(numbers) * written
    _set_length(numbers, lengths, len(columns) - 4, lengths[:, -3:].sum(axis=1))
    if tags:
        _set_length(numbers, lengths, tags_at - 1, lengths[:, tags_at : tags_at + 2 * len(tags)].sum(axis=1))
    head = np.stack([np.full(count, 0x12), lengths.sum(axis=1)], axis=1).astype(np.uint64)
    return _varint_bytes(np.hstack([head, numbers]), np.hstack([_varint_lengths(head), lengths]))


def _set_length(numbers: NDArray[np.uint64], lengths: IntArray, column: int, length: IntArray) -> None:
    numbers[:, column] = length
    lengths[:, column] = _varint_lengths(numbers[:, column])


def _zigzag(number: ArrayLike) -> IntArray:
    signed = np.asarray(number, dtype=np.int64)
    zigzag: IntArray = (signed << 1) ^ (signed >> 63)
    return zigzag


def _varint_lengths(numbers: NDArray[np.uint64]) -> IntArray:
    limits = np.uint64(1) << np.arange(7, 64, 7, dtype=np.uint64)
    return 1 + np.searchsorted(limits, numbers, side="right").astype(np.int64)


def _varint_bytes(numbers: NDArray[np.uint64], lengths: IntArray) -> bytes:
    flat, length = numbers.reshape(-1), lengths.reshape(-1)
    number = np.repeat(flat, length)
    place = np.arange(len(number)) - np.repeat(np.cumsum(length) - length, length)
    more = place < np.repeat(length, length) - 1
    low = (number >> (7 * place).astype(np.uint64)) & np.uint64(0x7F)
    return (low.astype(np.uint8) | (more * 0x80).astype(np.uint8)).tobytes()


def _varint(number: int) -> bytes:
    """One at a time in plain Python: a table has a value per feature, and an array for each costs a hundred times."""
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _varint_field(tag: int, number: int) -> bytes:
    return _varint(tag << 3) + _varint(number)


def _delimited(tag: int, content: bytes) -> bytes:
    return _varint(tag << 3 | 2) + _varint(len(content)) + content
