/* Knox: pairs of events that are near each other, by band of distance, and how many of them are near in time too,
   as observed and for times dealt out anew. The numpy way stands in together/event_pairs.py and knox_replicates.py. */
#include "chance.h"
#include "fast.h"
#include <math.h>

/* Unrolling the partners into the lanes would keep gcc from setting the lanes side by side. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-loop-unroll-and-jam")
#endif

/* The band of a distance: how many of the limits it reaches; `bands` where it reaches them all. */
static inline int64_t band_of(double distance, const double *limit, int64_t bands) {
    int64_t band = 0;
    for (int64_t b = 0; b < bands; b++) band += distance >= limit[b];
    return band;
}

static inline double distance_of(double dx, double dy, int manhattan) {
    return manhattan ? fabs(dx) + fabs(dy) : sqrt(dx * dx + dy * dy);
}

#define BLOCK 256

/* Distances from event i to the events first..first+m-1, in one go that the compiler can widen. */
LYKTA_FAST static void distances(const double *x, const double *y, int64_t i, int64_t first, int64_t m, int manhattan,
                                 double *out) {
    double here_x = x[i], here_y = y[i];
    if (manhattan)
        for (int64_t k = 0; k < m; k++) out[k] = distance_of(x[first + k] - here_x, y[first + k] - here_y, 1);
    else
        for (int64_t k = 0; k < m; k++) out[k] = distance_of(x[first + k] - here_x, y[first + k] - here_y, 0);
}

typedef struct {
    const double *x, *y, *limit;
    int64_t bands;
    int manhattan;
} Plane;

static void count_range(const Plane *p, int64_t i, int64_t first, int64_t last, int64_t *counts) {
    double d[BLOCK];
    for (; first < last; first += BLOCK) {
        int64_t m = last - first < BLOCK ? last - first : BLOCK;
        distances(p->x, p->y, i, first, m, p->manhattan, d);
        for (int64_t k = 0; k < m; k++)
            if (d[k] < p->limit[p->bands - 1]) counts[band_of(d[k], p->limit, p->bands)]++;
    }
}

static void fill_range(const Plane *p, int64_t i, int64_t first, int64_t last, int64_t *next, int32_t *partner) {
    double d[BLOCK];
    for (; first < last; first += BLOCK) {
        int64_t m = last - first < BLOCK ? last - first : BLOCK;
        distances(p->x, p->y, i, first, m, p->manhattan, d);
        for (int64_t k = 0; k < m; k++)
            if (d[k] < p->limit[p->bands - 1])
                partner[next[band_of(d[k], p->limit, p->bands)]++] = (int32_t)(first + k);
    }
}

/* Events begin..end-1 against those after them: the rest of the own row of cells up to here_end[i], and three cells of
   the next row, above_begin[i] to above_end[i]. counts[i * bands + b] becomes the number of partners in band b. */
void lykta_knox_count(const double *x, const double *y, int64_t begin, int64_t end, const int64_t *here_end,
                      const int64_t *above_begin, const int64_t *above_end, const double *limit, int64_t bands,
                      int32_t manhattan, int64_t *counts) {
    Plane plane = {x, y, limit, bands, manhattan};
    for (int64_t i = begin; i < end; i++) {
        int64_t *own = counts + i * bands;
        for (int64_t b = 0; b < bands; b++) own[b] = 0;
        count_range(&plane, i, i + 1, here_end[i], own);
        count_range(&plane, i, above_begin[i], above_end[i], own);
    }
}

/* The partners themselves, from offset[i * bands + b] on; next (bands numbers) is the caller's working space. */
void lykta_knox_fill(const double *x, const double *y, int64_t begin, int64_t end, const int64_t *here_end,
                     const int64_t *above_begin, const int64_t *above_end, const double *limit, int64_t bands,
                     int32_t manhattan, const int64_t *offset, int64_t *next, int32_t *partner) {
    Plane plane = {x, y, limit, bands, manhattan};
    for (int64_t i = begin; i < end; i++) {
        for (int64_t b = 0; b < bands; b++) next[b] = offset[i * bands + b];
        fill_range(&plane, i, i + 1, here_end[i], next, partner);
        fill_range(&plane, i, above_begin[i], above_end[i], next, partner);
    }
}

/* counts[band][limit] (zeroed by the caller): pairs whose times are less apart than the limit. */
void lykta_knox_observed(int64_t begin, int64_t end, const double *time, int64_t bands, const int64_t *offset,
                         const int32_t *partner, int64_t limits, const double *limit, int64_t *counts) {
    for (int64_t i = begin; i < end; i++)
        for (int64_t b = 0; b < bands; b++)
            for (int64_t k = offset[i * bands + b]; k < offset[i * bands + b + 1]; k++) {
                double apart = fabs(time[i] - time[partner[k]]);
                for (int64_t q = 0; q < limits; q++) counts[b * limits + q] += apart < limit[q];
            }
}

/* For each event (both arrays zeroed by the caller): its pairs in the bands band_from..band_to-1, and how many of those
   are less than `limit` apart in time. */
void lykta_knox_local(int64_t n, const double *time, int64_t bands, const int64_t *offset, const int32_t *partner,
                      int64_t band_from, int64_t band_to, double limit, int64_t *near, int64_t *close) {
    for (int64_t i = 0; i < n; i++)
        for (int64_t k = offset[i * bands + band_from]; k < offset[i * bands + band_to]; k++) {
            int64_t j = partner[k], is_close = fabs(time[i] - time[j]) < limit;
            near[i]++;
            near[j]++;
            close[i] += is_close;
            close[j] += is_close;
        }
}

/* Partners of steps first..first+m-1 of the shuffle of n places: they hang on the step alone, so they are drawn many
   at a time. */
LYKTA_FAST static void draw_partners(uint64_t state, int64_t n, int64_t first, int64_t m, uint32_t *partner) {
    for (int64_t k = 0; k < m; k++) partner[k] = lykta_below(state, (uint64_t)(first + k), (uint32_t)(n - first - k + 1));
}

/* For one kind of number: shuffle deals the labels out as replicates.permutation does; count adds up, over the partners
   of one event in one band, the lanes whose distance in time is below each limit, three limits at a time. */
#define KNOX(NAME, LABEL, SUM, LANES, FULL)                                                                            \
    static void shuffle_##NAME(uint64_t key, uint64_t replicate, int64_t n, const LABEL *label, LABEL *out) {          \
        uint32_t partner[BLOCK];                                                                                       \
        uint64_t state = lykta_first_state(key, replicate);                                                            \
        for (int64_t i = 0; i < n; i++) out[i] = label[i];                                                             \
        for (int64_t step = 1; step < n; step += BLOCK) {                                                              \
            int64_t m = n - step < BLOCK ? n - step : BLOCK;                                                           \
            draw_partners(state, n, step, m, partner);                                                                 \
            for (int64_t k = 0; k < m; k++) {                                                                          \
                int64_t place = n - step - k;                                                                          \
                LABEL kept = out[place];                                                                               \
                out[place] = out[partner[k]];                                                                          \
                out[partner[k]] = kept;                                                                                \
            }                                                                                                          \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    LYKTA_FAST static void three_##NAME(const LABEL *table, const LABEL *own, const int32_t *partner, int64_t m,       \
                                        const LABEL *limit, SUM *sum) {                                                \
        LABEL here[LANES], below_a = limit[0], below_b = limit[1], below_c = limit[2];                                 \
        SUM a[LANES], b[LANES], c[LANES];                                                                              \
        for (int l = 0; l < LANES; l++) here[l] = own[l];                                                              \
        for (int l = 0; l < LANES; l++) a[l] = b[l] = c[l] = 0;                                                        \
        for (int64_t k = 0; k < m; k++) {                                                                              \
            const LABEL *there = table + (int64_t)partner[k] * LANES;                                                  \
            for (int l = 0; l < LANES; l++) {                                                                          \
                LABEL apart = (LABEL)(here[l] - there[l]);                                                             \
                apart = apart < 0 ? (LABEL)-apart : apart;                                                             \
                a[l] = apart < below_a ? (SUM)(a[l] + 1) : a[l];                                                       \
                b[l] = apart < below_b ? (SUM)(b[l] + 1) : b[l];                                                       \
                c[l] = apart < below_c ? (SUM)(c[l] + 1) : c[l];                                                       \
            }                                                                                                          \
        }                                                                                                              \
        for (int l = 0; l < LANES; l++) {                                                                              \
            sum[l] = (SUM)(sum[l] + a[l]);                                                                             \
            sum[LANES + l] = (SUM)(sum[LANES + l] + b[l]);                                                             \
            sum[2 * LANES + l] = (SUM)(sum[2 * LANES + l] + c[l]);                                                     \
        }                                                                                                              \
    }                                                                                                                  \
                                                                                                                       \
    LYKTA_FAST static void one_##NAME(const LABEL *table, const LABEL *own, const int32_t *partner, int64_t m,         \
                                      LABEL below, SUM *sum) {                                                         \
        LABEL here[LANES];                                                                                             \
        SUM a[LANES];                                                                                                  \
        for (int l = 0; l < LANES; l++) here[l] = own[l];                                                              \
        for (int l = 0; l < LANES; l++) a[l] = 0;                                                                      \
        for (int64_t k = 0; k < m; k++) {                                                                              \
            const LABEL *there = table + (int64_t)partner[k] * LANES;                                                  \
            for (int l = 0; l < LANES; l++) {                                                                          \
                LABEL apart = (LABEL)(here[l] - there[l]);                                                             \
                apart = apart < 0 ? (LABEL)-apart : apart;                                                             \
                a[l] = apart < below ? (SUM)(a[l] + 1) : a[l];                                                         \
            }                                                                                                          \
        }                                                                                                              \
        for (int l = 0; l < LANES; l++) sum[l] = (SUM)(sum[l] + a[l]);                                                 \
    }                                                                                                                  \
                                                                                                                       \
    static void count_##NAME(const LABEL *table, const LABEL *own, const int32_t *partner, int64_t m,                  \
                             const LABEL *limit, int64_t limits, SUM *sum) {                                           \
        int64_t q = 0;                                                                                                 \
        for (; q + 3 <= limits; q += 3) three_##NAME(table, own, partner, m, limit + q, sum + q * LANES);              \
        for (; q < limits; q++) one_##NAME(table, own, partner, m, limit[q], sum + q * LANES);                         \
    }                                                                                                                  \
                                                                                                                       \
    static void empty_##NAME(SUM *sum, int64_t cells, int64_t lanes, int64_t *counts) {                                \
        for (int64_t l = 0; l < lanes; l++)                                                                            \
            for (int64_t c = 0; c < cells; c++) counts[l * cells + c] += (int64_t)sum[c * LANES + l];                  \
        for (int64_t c = 0; c < cells * LANES; c++) sum[c] = 0;                                                        \
    }                                                                                                                  \
                                                                                                                       \
    /* counts[lane][band][limit], zeroed by the caller, for up to LANES replicates from `replicate` on. Space of the   \
       caller: table n * LANES, rows 8 * n, sum bands * limits * LANES (zeroed). */                                     \
    void lykta_knox_##NAME(uint64_t key, int64_t replicate, int64_t lanes, int64_t n, const LABEL *label,              \
                           int64_t bands, const int64_t *offset, const int32_t *partner, int64_t limits,               \
                           const LABEL *limit, LABEL *table, LABEL *rows, SUM *sum, int64_t *counts) {                 \
        for (int64_t first = 0; first < lanes; first += 8) {                                                           \
            int64_t some = lanes - first < 8 ? lanes - first : 8;                                                      \
            for (int64_t r = 0; r < some; r++)                                                                         \
                shuffle_##NAME(key, (uint64_t)(replicate + first + r), n, label, rows + r * n);                        \
            for (int64_t i = 0; i < n; i++)                                                                            \
                for (int64_t r = 0; r < some; r++) table[i * LANES + first + r] = rows[r * n + i];                     \
        }                                                                                                              \
        int64_t room = FULL; /* pairs until a lane's sum could be full */                                              \
        for (int64_t i = 0; i < n; i++)                                                                                \
            for (int64_t b = 0; b < bands; b++) {                                                                      \
                int64_t from = offset[i * bands + b], to = offset[i * bands + b + 1];                                  \
                while (from < to) {                                                                                    \
                    int64_t m = to - from < room ? to - from : room;                                                   \
                    count_##NAME(table, table + i * LANES, partner + from, m, limit, limits,                           \
                                 sum + b * limits * LANES);                                                            \
                    from += m;                                                                                         \
                    room -= m;                                                                                         \
                    if (room == 0) {                                                                                   \
                        empty_##NAME(sum, bands * limits, lanes, counts);                                              \
                        room = FULL;                                                                                   \
                    }                                                                                                  \
                }                                                                                                      \
            }                                                                                                          \
        empty_##NAME(sum, bands * limits, lanes, counts);                                                              \
    }

KNOX(days, int16_t, int16_t, 32, 32767)
KNOX(ticks, int32_t, int32_t, 32, 2147483647)
KNOX(moments, double, int64_t, 32, INT64_MAX)
