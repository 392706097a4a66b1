#include "fast.h"
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* DBSCAN on a grid of cells whose diagonal is just under eps: points of one cell are all within eps of each other, and
   everything within eps lies in the 5 x 5 cells around. Points are sorted by cell, row after row, so that five
   neighbouring cells of a row are one stretch of points. Same answers as places.py's numpy way. */

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

/* Number of the cell of each point: row * width + column, two empty columns on either side of the map. */
LYKTA_FAST
void lykta_places_cells(int64_t n, const double *x, const double *y, double west, double south, double side,
                        int64_t width, int64_t *cell) {
    for (int64_t i = 0; i < n; i++) {
        int64_t column = (int64_t)floor((x[i] - west) / side), row = (int64_t)floor((y[i] - south) / side);
        cell[i] = row * width + column + 2;
    }
}

/* Order of the points by cell, equal cells in the points' own order: sorting by one digit after the other. `keys` and
   `order` hold the answer, `keys_b` and `order_b` are room to work in. */
void lykta_places_sort(int64_t n, int64_t largest, int64_t *keys, int32_t *order, int64_t *keys_b, int32_t *order_b) {
    int64_t *from = keys, *to = keys_b;
    int32_t *from_order = order, *to_order = order_b;
    for (int64_t i = 0; i < n; i++) order[i] = (int32_t)i;
    for (int shift = 0; shift < 63 && (largest >> shift) > 0; shift += DIGIT) {
        int64_t begin[DIGITS + 1] = {0};
        for (int64_t i = 0; i < n; i++) begin[((from[i] >> shift) & (DIGITS - 1)) + 1]++;
        for (int d = 0; d < DIGITS; d++) begin[d + 1] += begin[d];
        for (int64_t i = 0; i < n; i++) {
            int64_t place = begin[(from[i] >> shift) & (DIGITS - 1)]++;
            to[place] = from[i];
            to_order[place] = from_order[i];
        }
        int64_t *k = from; from = to; to = k;
        int32_t *o = from_order; from_order = to_order; to_order = o;
    }
    if (from != keys) {
        memcpy(keys, from, (size_t)n * sizeof *keys);
        memcpy(order, from_order, (size_t)n * sizeof *order);
    }
}

LYKTA_FAST
static int64_t within(const double *x, const double *y, int64_t from, int64_t to, double px, double py, double square) {
    int64_t found = 0;
    for (int64_t j = from; j < to; j++) {
        double dx = x[j] - px, dy = y[j] - py;
        found += dx * dx + dy * dy <= square;
    }
    return found;
}

static int any_within(const double *x, const double *y, const uint8_t *core, int64_t from, int64_t to, double px,
                      double py, double square) {
    for (int64_t j = from; j < to; j++) {
        double dx = x[j] - px, dy = y[j] - py;
        if (core[j] && dx * dx + dy * dy <= square) return 1;
    }
    return 0;
}

static int32_t root_of(int32_t *parent, int32_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
}

/* x, y, order: sorted by cell; cell: the occupied cells' numbers, rising; begin: where each one's points begin (and n).
   span: room for 10 numbers per cell; parent, label_of: one per cell; core: one per point; first: one per point.
   label (by the points' own numbers): -1, or the cluster, numbered by the smallest core point in it; a border point
   goes to the lowest cluster that reaches it. Answers the number of clusters. */
int32_t lykta_places(int64_t n, int64_t cells, const double *x, const double *y, const int32_t *order,
                     const int64_t *cell, const int64_t *begin, int64_t width, double square, int64_t fewest,
                     int64_t *span, int32_t *parent, int32_t *label_of, int32_t *first, uint8_t *core, int32_t *label) {
    /* the occupied cells from two columns left to two columns right, in each of the five rows: they only move on */
    for (int r = 0; r < 5; r++) {
        int64_t low = 0, high = 0;
        for (int64_t c = 0; c < cells; c++) {
            int64_t middle = cell[c] + (r - 2) * width;
            while (low < cells && cell[low] < middle - 2) low++;
            while (high < cells && cell[high] <= middle + 2) high++;
            span[c * 10 + 2 * r] = low;
            span[c * 10 + 2 * r + 1] = high;
        }
    }
    for (int64_t c = 0; c < cells; c++) {
        int64_t *s = span + c * 10;
        int any = 0;
        for (int64_t i = begin[c]; i < begin[c + 1]; i++) {
            int64_t found = begin[c + 1] - begin[c];
            if (found < fewest) {
                found = 0;
                for (int r = 0; r < 5 && found < fewest; r++)
                    found += within(x, y, begin[s[2 * r]], begin[s[2 * r + 1]], x[i], y[i], square);
            }
            core[i] = found >= fewest;
            any |= core[i];
        }
        parent[c] = any ? (int32_t)c : -1;
    }
    for (int64_t c = 0; c < cells; c++) {
        if (parent[c] < 0) continue;
        for (int r = 2; r < 5; r++) {
            for (int64_t d = r == 2 ? c + 1 : span[c * 10 + 2 * r]; d < span[c * 10 + 2 * r + 1]; d++) {
                if (parent[d] < 0) continue;
                int32_t a = root_of(parent, (int32_t)c), b = root_of(parent, (int32_t)d);
                if (a == b) continue;
                for (int64_t i = begin[c]; i < begin[c + 1]; i++)
                    if (core[i] && any_within(x, y, core, begin[d], begin[d + 1], x[i], y[i], square)) {
                        if (a < b) parent[b] = a; else parent[a] = b;
                        break;
                    }
            }
        }
    }
    /* number the clusters by their smallest core point */
    for (int64_t c = 0; c < cells; c++) {
        label_of[c] = INT32_MAX;
        if (parent[c] >= 0) parent[c] = root_of(parent, (int32_t)c);
    }
    for (int64_t c = 0; c < cells; c++)
        for (int64_t i = begin[c]; i < begin[c + 1]; i++)
            if (core[i] && order[i] < label_of[parent[c]]) label_of[parent[c]] = order[i];
    for (int64_t i = 0; i < n; i++) first[i] = -1;
    for (int64_t c = 0; c < cells; c++)
        if (parent[c] == c) first[label_of[c]] = (int32_t)c;
    int32_t clusters = 0;
    for (int64_t i = 0; i < n; i++)
        if (first[i] >= 0) label_of[first[i]] = clusters++;
    for (int64_t c = 0; c < cells; c++)
        if (parent[c] >= 0) label_of[c] = label_of[parent[c]];
    for (int64_t c = 0; c < cells; c++) {
        int64_t *s = span + c * 10;
        for (int64_t i = begin[c]; i < begin[c + 1]; i++) {
            int32_t lowest = core[i] ? label_of[c] : INT32_MAX;
            for (int r = 0; r < 5 && !core[i]; r++)
                for (int64_t d = s[2 * r]; d < s[2 * r + 1]; d++)
                    if (parent[d] >= 0 && label_of[d] < lowest &&
                        any_within(x, y, core, begin[d], begin[d + 1], x[i], y[i], square))
                        lowest = label_of[d];
            label[order[i]] = lowest == INT32_MAX ? -1 : lowest;
        }
    }
    return clusters;
}

/* For each point the first one at its very position; `table` has mask + 1 places (a power of two above n), all -1. */
void lykta_places_positions(int64_t n, const double *x, const double *y, int64_t mask, int32_t *table, int32_t *first) {
    for (int64_t i = 0; i < n; i++) {
        uint64_t a, b;
        memcpy(&a, x + i, sizeof a);
        memcpy(&b, y + i, sizeof b);
        uint64_t hash = (a * 0x9E3779B97F4A7C15ULL) ^ (b * 0xC2B2AE3D27D4EB4FULL);
        hash = (hash ^ (hash >> 29)) * 0xBF58476D1CE4E5B9ULL;
        int64_t place = (int64_t)((hash ^ (hash >> 32)) & (uint64_t)mask);
        while (table[place] >= 0 && (x[table[place]] != x[i] || y[table[place]] != y[i])) place = (place + 1) & mask;
        if (table[place] < 0) table[place] = (int32_t)i;
        first[i] = table[place];
    }
}

/* Per cluster: sums of x and y (6 numbers: sum x, sum y, west, south, east, north; the last four come in set to
   +inf, +inf, -inf, -inf), then the square of the farthest member's distance from the centre. */
void lykta_places_extents(int64_t n, const double *x, const double *y, const int32_t *label, int64_t clusters,
                          int64_t *members, double *six, double *farthest) {
    for (int64_t i = 0; i < n; i++) {
        if (label[i] < 0) continue;
        double *s = six + (int64_t)label[i] * 6;
        members[label[i]]++;
        s[0] += x[i];
        s[1] += y[i];
        if (x[i] < s[2]) s[2] = x[i];
        if (y[i] < s[3]) s[3] = y[i];
        if (x[i] > s[4]) s[4] = x[i];
        if (y[i] > s[5]) s[5] = y[i];
    }
    for (int64_t c = 0; c < clusters; c++) {
        six[c * 6] /= (double)members[c];
        six[c * 6 + 1] /= (double)members[c];
        farthest[c] = 0;
    }
    for (int64_t i = 0; i < n; i++) {
        if (label[i] < 0) continue;
        double dx = x[i] - six[(int64_t)label[i] * 6], dy = y[i] - six[(int64_t)label[i] * 6 + 1];
        double square = dx * dx + dy * dy;
        if (square > farthest[label[i]]) farthest[label[i]] = square;
    }
}
