/* cube.py's loops: rows into a dense cube, layers of a cube into area x week, and rows straight into area x week. */
#include <stdint.h>
#include "fast.h"

/* One more (step 1) or one less (step -1) for each row. Answers the number of rows done: fewer than n where the next
   row is outside the cube, or would take its cell past 65,535 or below zero. */
int64_t lykta_cube_add(const int32_t *area, const int16_t *category, const int16_t *week, int64_t n, int64_t areas,
                       int64_t categories, int64_t weeks, int32_t step, uint16_t *cube) {
    uint16_t full = step > 0 ? UINT16_MAX : 0;
    for (int64_t i = 0; i < n; i++) {
        if ((uint64_t)area[i] >= (uint64_t)areas || (uint64_t)category[i] >= (uint64_t)categories ||
            (uint64_t)week[i] >= (uint64_t)weeks)
            return i;
        uint16_t *cell = cube + ((int64_t)area[i] * categories + category[i]) * weeks + week[i];
        if (*cell == full) return i;
        *cell = (uint16_t)(*cell + step);
    }
    return n;
}

/* out[area][week - from] = sum of the chosen categories, from..to; areas first_area..last_area of the cube. */
LYKTA_FAST void lykta_cube_sum(const uint16_t *cube, int64_t first_area, int64_t last_area, int64_t categories,
                               int64_t weeks, const int64_t *chosen, int64_t n_chosen, int64_t from, int64_t to,
                               uint32_t *out) {
    int64_t span = to - from;
    for (int64_t area = first_area; area < last_area; area++) {
        uint32_t *row = out + area * span;
        for (int64_t week = 0; week < span; week++) row[week] = 0;
        for (int64_t c = 0; c < n_chosen; c++) {
            const uint16_t *layer = cube + (area * categories + chosen[c]) * weeks + from;
            for (int64_t week = 0; week < span; week++) row[week] += layer[week];
        }
    }
}

#define BLOCK 2048

/* Rows first..last whose category is wanted (one byte each, 0 or 1) and whose week is from..to; out must be zero at
   first. A block at a time: the cells of the rows that count are laid in a row without a jump for each, which a
   processor would guess wrong every few rows, and then counted. Answers the number of rows counted, or -1 where one is
   outside the areas or categories. */
int64_t lykta_cube_rows(const int32_t *area, const int16_t *category, const int16_t *week, int64_t first, int64_t last,
                        int64_t areas, int64_t categories, const uint8_t *wanted, int64_t from, int64_t to,
                        uint32_t *out) {
    int64_t span = to - from, counted = 0;
    int64_t cell[BLOCK];
    for (int64_t begin = first; begin < last; begin += BLOCK) {
        int64_t end = begin + BLOCK < last ? begin + BLOCK : last, kept = 0;
        int outside = 0;
        for (int64_t i = begin; i < end; i++) {
            int64_t at = week[i] - from;
            int is_category = (uint64_t)category[i] < (uint64_t)categories;
            outside |= !is_category | ((uint64_t)area[i] >= (uint64_t)areas);
            cell[kept] = area[i] * span + at;
            kept += wanted[is_category ? category[i] : 0] & ((uint64_t)at < (uint64_t)span);
        }
        if (outside) return -1;
        for (int64_t k = 0; k < kept; k++) out[cell[k]]++;
        counted += kept;
    }
    return counted;
}
