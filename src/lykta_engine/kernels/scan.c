/* The scan statistics' hot loops: space-time permutation (recent windows; windows of any time) and Poisson.
   together/scan_fallback.py gives the same numbers in numpy, together/scan_critical.py says what `limit` is.

   Zones: centre v has the members[first[v]] .. members[first[v + 1] - 1], nearest first; the zone at rank r is the
   centre's first r + 1 members, and zone_n[first[v] + r] counts all cases in it. A count c in a window that holds w of
   all cases can beat the level l only if n * w <= limit[l][c]: the logarithm is reckoned for such counts alone.

   by_centre, where it is not NULL: the observed map is scanned (no shuffling) and the best of each centre is written,
   REPORTED numbers each: rank, window's start, window's end, count, cases in zone, cases in window. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "chance.h"
#include "fast.h"

#define LANES 32
#define REPORTED 6
#define INLINE static inline __attribute__((always_inline))

/* scan_likelihood.log in C: the same steps, so that both ways agree to the last bit on every machine. */
static double exact_log(double x) {
    int exponent;
    double m = frexp(x, &exponent);
    if (m < 0.70710678118654752440) { m *= 2.0; exponent--; }
    double s = (m - 1.0) / (m + 1.0), q = s * s, sum = 1.0 / 23.0;
    for (int k = 21; k > 0; k -= 2) sum = sum * q + 1.0 / k;
    return exponent * 6.93147180369123816490e-01 + (exponent * 1.90821492927058770002e-10 + 2.0 * s * sum);
}

static double ratio(double c, double mu, double total) {
    if (c <= mu) return 0.0;
    double inside = c * exact_log(c / mu), rest = total - c;
    return rest > 0.0 ? inside + rest * exact_log(rest / (total - mu)) : inside;
}

typedef struct {
    double best;
    int level;
} Record;

typedef struct {
    const double *levels;
    const int64_t *limit; /* [n_levels][n_counts] */
    int n_levels;
    int64_t n_counts;
    double total;
    int64_t fewest;
} Rule;

static void raise_level(Record *record, const double *levels, int n_levels) {
    while (record->level + 1 < n_levels && levels[record->level + 1] <= record->best) record->level++;
}

/* One candidate: 1 where it is the best so far. */
static int tried(Record *record, const Rule *rule, int64_t count, int64_t in_zone, int64_t in_window) {
    if (count < rule->fewest) return 0;
    if (count < rule->n_counts && in_zone * in_window > rule->limit[record->level * rule->n_counts + count]) return 0;
    double found = ratio((double)count, (double)in_zone * (double)in_window / rule->total, rule->total);
    if (found <= record->best) return 0;
    record->best = found;
    raise_level(record, rule->levels, rule->n_levels);
    return 1;
}

static void report(int64_t *row, int64_t rank, int64_t start, int64_t end, int64_t count, int64_t n, int64_t w) {
    row[0] = rank; row[1] = start; row[2] = end; row[3] = count; row[4] = n; row[5] = w;
}

/* critical[level][n][lane]: the smallest count that can beat the level, for a zone of n cases and a window of at least
   least[lane] cases (below 0: no such window). Never too large; `top` where the table of limits ends. */
int lykta_scan_critical(const int64_t *limit, int64_t n_levels, int64_t n_counts, int64_t fewest, const int64_t *least,
                        int64_t lanes, int64_t n_max, int16_t *critical) {
    for (int64_t level = 0; level < n_levels; level++)
        for (int64_t lane = 0; lane < lanes; lane++) {
            const int64_t *bound = limit + level * n_counts;
            int16_t *out = critical + level * (n_max + 1) * lanes + lane;
            int64_t c = fewest, w = least[lane];
            for (int64_t n = 0; n <= n_max; n++) {
                if (w >= 0) while (c < n_counts && n * (c > w ? c : w) > bound[c]) c++;
                out[n * lanes] = w < 0 || c > 32767 ? 32767 : (int16_t)c;
            }
        }
    return 0;
}

/* The last n_recent places of replicates.permutation; `partners` remembers the changes, to be undone. */
INLINE void draw_recent(uint64_t key, uint64_t replicate, int64_t n, int64_t n_recent, int32_t *order,
                        int32_t *partners) {
    uint64_t first = lykta_first_state(key, replicate);
    for (int64_t step = 1; step <= n_recent; step++) {
        int64_t place = n - step;
        uint32_t partner = place ? lykta_below(first, (uint64_t)step, (uint32_t)(place + 1)) : 0;
        int32_t kept = order[place];
        order[place] = order[partner];
        order[partner] = kept;
        partners[step - 1] = (int32_t)partner;
    }
}

INLINE void undo_draw(int64_t n, int64_t n_recent, int32_t *order, const int32_t *partners) {
    for (int64_t step = n_recent; step >= 1; step--) {
        int64_t place = n - step;
        int32_t kept = order[place];
        order[place] = order[partners[step - 1]];
        order[partners[step - 1]] = kept;
    }
}

/* Windows that end at the study's end. Cases are in order of time: the last n_recent are those of the longest window,
   and recent_lane of each says how many whole units before the end it lies. A cell without a recent case cannot make
   a record, so each centre looks only at the ranks where one stands: a bit each in `bits`, set cell by cell. */
LYKTA_FAST
int lykta_scan_recent(uint64_t key, int64_t first_replicate, int64_t n_replicates, int64_t n, int64_t n_recent,
                      const int32_t *cell_of_case, const int32_t *recent_lane, int64_t n_cells, int64_t n_centres,
                      const int64_t *first, const int32_t *members, const int32_t *zone_n, const int64_t *seen_first,
                      const int32_t *seen_centre, const int32_t *seen_rank, int64_t lanes, int64_t windows,
                      const int64_t *in_window, const double *levels, const int64_t *limit, int64_t n_levels,
                      int64_t n_counts, int64_t fewest, int64_t n_max, const int16_t *critical, double *maxima,
                      int64_t *by_centre) {
    Rule rule = {levels, limit, (int)n_levels, n_counts, (double)n, fewest};
    int64_t *word_first = malloc((size_t)(n_centres + 1) * sizeof *word_first);
    int32_t *order = malloc((size_t)(n + 1) * sizeof *order);
    int32_t *partners = malloc((size_t)(n_recent + 1) * sizeof *partners);
    int32_t *touched = malloc((size_t)(n_cells + 1) * sizeof *touched);
    int16_t *rows = calloc((size_t)(n_cells * lanes + 1), sizeof *rows);
    uint8_t *is_touched = calloc((size_t)(n_cells + 1), 1);
    int16_t *running = malloc((size_t)lanes * sizeof *running);
    uint64_t *bits = NULL;
    int failed = !word_first || !order || !partners || !touched || !rows || !is_touched || !running;
    if (!failed) {
        word_first[0] = 0;
        for (int64_t v = 0; v < n_centres; v++) word_first[v + 1] = word_first[v] + (first[v + 1] - first[v] + 63) / 64;
        bits = calloc((size_t)word_first[n_centres] + 1, sizeof *bits);
        failed = !bits;
    }
    if (!failed) for (int64_t i = 0; i < n; i++) order[i] = (int32_t)i;
    for (int64_t r = 0; r < n_replicates && !failed; r++) {
        if (!by_centre) draw_recent(key, (uint64_t)(first_replicate + r), n, n_recent, order, partners);
        int64_t n_touched = 0;
        for (int64_t i = 0; i < n_recent; i++) {
            int32_t cell = cell_of_case[order[n - n_recent + i]];
            if (!is_touched[cell]) { is_touched[cell] = 1; touched[n_touched++] = cell; }
            rows[cell * lanes + recent_lane[i]]++;
        }
        if (!by_centre) undo_draw(n, n_recent, order, partners);
        for (int64_t i = 0; i < n_touched; i++) {
            int64_t cell = touched[i];
            int16_t *row = rows + cell * lanes;
            for (int64_t k = 1; k < lanes; k++) row[k] = (int16_t)(row[k] + row[k - 1]);
            for (int64_t s = seen_first[cell]; s < seen_first[cell + 1]; s++)
                bits[word_first[seen_centre[s]] + (seen_rank[s] >> 6)] |= 1ULL << (seen_rank[s] & 63);
        }
        Record record = {0.0, 0};
        for (int64_t v = 0; v < n_centres; v++) {
            if (by_centre) { record.best = 0.0; record.level = 0; }
            int begun = 0;
            for (int64_t word = word_first[v]; word < word_first[v + 1]; word++) {
                uint64_t left = bits[word];
                bits[word] = 0;
                for (; left; left &= left - 1) {
                    int64_t rank = (word - word_first[v]) * 64 + __builtin_ctzll(left), zone = first[v] + rank;
                    const int16_t *row = rows + (int64_t)members[zone] * lanes;
                    const int16_t *needed = critical + ((int64_t)record.level * (n_max + 1) + zone_n[zone]) * lanes;
                    int16_t beaten = 0;
                    if (!begun) { memset(running, 0, (size_t)lanes * sizeof *running); begun = 1; }
                    for (int64_t block = 0; block < lanes; block += LANES)
                        for (int64_t k = block; k < block + LANES; k++) {
                            running[k] = (int16_t)(running[k] + row[k]);
                            beaten |= (int16_t)-(running[k] >= needed[k]);
                        }
                    if (!beaten) continue;
                    for (int64_t k = 0; k < windows; k++)
                        if (running[k] >= needed[k] && tried(&record, &rule, running[k], zone_n[zone], in_window[k]) &&
                            by_centre)
                            report(by_centre + v * REPORTED, rank, -k - 1, 0, running[k], zone_n[zone], in_window[k]);
                }
            }
            if (by_centre) maxima[v] = record.best;
        }
        if (!by_centre) maxima[r] = record.best;
        for (int64_t i = 0; i < n_touched; i++) {
            memset(rows + (int64_t)touched[i] * lanes, 0, (size_t)lanes * sizeof *rows);
            is_touched[touched[i]] = 0;
        }
    }
    free(word_first); free(order); free(partners); free(touched); free(rows); free(is_touched); free(running);
    free(bits);
    return failed;
}

/* At ties within one zone the observed map tells the window that starts first, then the shortest. */
static int earlier(const int64_t *row, int64_t start, int64_t end, int64_t count, int64_t in_zone, int64_t held,
                   const Record *record, const Rule *rule) {
    if (count < rule->fewest || start > row[1] || (start == row[1] && end >= row[2])) return 0;
    return ratio((double)count, (double)in_zone * (double)held / rule->total, rule->total) == record->best;
}

/* Can a window that begins in one of the LANES units from `from` be a new best? Where `over` is not below 0. */
INLINE int64_t closest(const int16_t *from, const int64_t *scales, int64_t n_scales, const int16_t *needed,
                       int16_t *over) {
    int16_t sum[LANES], best[LANES], most = INT16_MIN;
    int64_t d = 0;
    for (int k = 0; k < LANES; k++) { sum[k] = 0; best[k] = INT16_MIN; }
    for (int64_t j = 0; j < n_scales; j++) {
        for (; d < scales[j]; d++)
            for (int k = 0; k < LANES; k++) sum[k] = (int16_t)(sum[k] + from[d + k]);
        int16_t least = needed[j];
        for (int k = 0; k < LANES; k++) {
            int16_t by = (int16_t)(sum[k] - least);
            best[k] = by > best[k] ? by : best[k];
        }
    }
    for (int k = 0; k < LANES; k++) most = best[k] > most ? best[k] : most;
    if (most >= 0) memcpy(over, best, sizeof best);
    return most >= 0;
}

/* Windows of up to `windows` units anywhere in the study. When a cell joins the zone, only windows over one of its
   cases can make a record. Of those, LANES neighbouring starts are reckoned side by side: the counts of windows of d
   units grow from those of d - 1 by one addition. A window longer than scales[j - 1] and no longer than scales[j] has
   at most the count of the longest with its start, and holds at least least[table][j] of all cases, the fewest that a
   window of scales[j - 1] + 1 units holds if it begins in the table's run of units or the next one: counts too small
   for that are passed over scale by scale. before[t] counts all cases before unit t. */
LYKTA_FAST
int lykta_scan_any_time(uint64_t key, int64_t first_replicate, int64_t n_replicates, int64_t n, int64_t units,
                        const int32_t *case_first, const int32_t *unit_of_place, const int32_t *place_of_case,
                        int64_t n_centres, const int64_t *first, const int32_t *members, const int32_t *zone_n,
                        int64_t windows, const int64_t *before, int64_t units_a_table, int64_t n_scales,
                        const int64_t *scales, const double *levels, const int64_t *limit, int64_t n_levels,
                        int64_t n_counts, int64_t fewest, int64_t n_max, int64_t lanes, const int16_t *critical,
                        double *maxima, int64_t *by_centre) {
    Rule rule = {levels, limit, (int)n_levels, n_counts, (double)n, fewest};
    int64_t padded = units + 2 * windows + 2 * LANES;
    int64_t spans = (windows + LANES - 1) / LANES, blocks = (units + LANES - 1) / LANES;
    int32_t *order = malloc((size_t)(n + 1) * sizeof *order), *unit = malloc((size_t)(n + 1) * sizeof *unit);
    int16_t *padding = calloc((size_t)padded, sizeof *padding), *day = padding ? padding + windows : NULL;
    int failed = !order || !unit || !padding;
    for (int64_t r = 0; r < n_replicates && !failed; r++) {
        if (by_centre) for (int64_t i = 0; i < n; i++) unit[i] = unit_of_place[place_of_case[i]];
        else {
            uint64_t stream = lykta_first_state(key, (uint64_t)(first_replicate + r));
            for (int64_t i = 0; i < n; i++) order[i] = (int32_t)i;
            for (int64_t place = n - 1, step = 1; place > 0; place--, step++) {
                uint32_t partner = lykta_below(stream, (uint64_t)step, (uint32_t)(place + 1));
                int32_t kept = order[place];
                order[place] = order[partner];
                order[partner] = kept;
            }
            for (int64_t i = 0; i < n; i++) unit[i] = unit_of_place[order[i]];
        }
        Record record = {0.0, 0};
        for (int64_t v = 0; v < n_centres; v++) {
            int64_t told_rank = -1;
            if (by_centre) { record.best = 0.0; record.level = 0; }
            memset(padding, 0, (size_t)padded * sizeof *padding);
            for (int64_t zone = first[v]; zone < first[v + 1]; zone++) {
                int64_t in_zone = zone_n[zone];
                int32_t begin = case_first[members[zone]], stop = case_first[members[zone] + 1];
                for (int32_t i = begin; i < stop; i++) day[unit[i]]++;
                int64_t around = (stop - begin) * spans, tries = around < blocks ? around : blocks;
                for (int64_t j = 0; j < tries; j++) {
                    /* the starts over each new case; or all starts, where that is quicker */
                    int64_t s = around < blocks ? unit[begin + j / spans] - windows + 1 + j % spans * LANES
                                                : j * LANES;
                    int16_t over[LANES];
                    const int16_t *needed = critical +
                        ((int64_t)record.level * (n_max + 1) + in_zone) * lanes +
                        (s > 0 ? s : 0) / units_a_table * n_scales;
                    if (!closest(day + s, scales, n_scales, needed, over)) continue;
                    for (int64_t k = 0; k < LANES; k++) {
                        int64_t start = s + k, count = 0;
                        if (over[k] < 0 || start < 0 || start >= units || !day[start]) continue;
                        /* a window that begins or ends with an empty unit is too long */
                        for (int64_t end = start + 1; end <= start + windows && end <= units; end++) {
                            if (!day[end - 1]) continue;
                            count += day[end - 1];
                            int64_t held = before[end] - before[start];
                            if (tried(&record, &rule, count, in_zone, held)) {
                                if (!by_centre) continue;
                                report(by_centre + v * REPORTED, zone - first[v], start, end, count, in_zone, held);
                                told_rank = zone - first[v];
                            } else if (by_centre && told_rank == zone - first[v] &&
                                       earlier(by_centre + v * REPORTED, start, end, count, in_zone, held, &record,
                                               &rule))
                                report(by_centre + v * REPORTED, told_rank, start, end, count, in_zone, held);
                        }
                    }
                }
            }
            if (by_centre) maxima[v] = record.best;
        }
        if (!by_centre) maxima[r] = record.best;
    }
    free(order); free(unit); free(padding);
    return failed;
}

/* Poisson: the cases fall on (location, unit) cells in proportion to their expected number. `bounds` are the cells'
   cumulative shares of 2^64 without the last; expected[zone][t] is the expected number in the zone before unit t;
   highest[level][count] the largest expected number with which the count beats the level. `alive`: only windows that
   end with the study. In by_centre the last two numbers are 0. */
LYKTA_FAST
int lykta_scan_poisson(uint64_t key, int64_t first_replicate, int64_t n_replicates, int64_t n, int64_t n_cells,
                       int64_t units, const uint64_t *bounds, const int32_t *observed, int64_t n_centres,
                       const int64_t *first, const int32_t *members, const double *expected, int64_t windows,
                       int64_t alive, const double *levels, const double *highest, int64_t n_levels, int64_t n_counts,
                       int64_t fewest, double *maxima, int64_t *by_centre) {
    int64_t n_bins = n_cells * units;
    int32_t *counts = malloc((size_t)(n_bins + 1) * sizeof *counts);
    int32_t *running = malloc((size_t)units * sizeof *running);
    int64_t *sums = malloc((size_t)(units + 1) * sizeof *sums);
    int failed = !counts || !running || !sums;
    for (int64_t r = 0; r < n_replicates && !failed; r++) {
        if (by_centre) memcpy(counts, observed, (size_t)n_bins * sizeof *counts);
        else {
            uint64_t stream = lykta_first_state(key, (uint64_t)(first_replicate + r));
            memset(counts, 0, (size_t)n_bins * sizeof *counts);
            for (int64_t i = 1; i <= n; i++) {
                uint64_t word = lykta_mixed(stream + (uint64_t)i * LYKTA_GOLDEN);
                int64_t low = 0, high = n_bins - 1;
                while (low < high) {
                    int64_t middle = (low + high) / 2;
                    if (bounds[middle] <= word) low = middle + 1; else high = middle;
                }
                counts[low]++;
            }
        }
        Record record = {0.0, 0};
        for (int64_t v = 0; v < n_centres; v++) {
            if (by_centre) { record.best = 0.0; record.level = 0; }
            memset(running, 0, (size_t)units * sizeof *running);
            for (int64_t zone = first[v]; zone < first[v + 1]; zone++) {
                const int32_t *row = counts + (int64_t)members[zone] * units;
                const double *mean = expected + zone * (units + 1);
                const double *bound = highest + record.level * n_counts;
                int32_t more = 0;
                for (int64_t t = 0; t < units; t++) { running[t] += row[t]; more |= row[t]; }
                if (!more) continue;
                sums[0] = 0;
                for (int64_t t = 0; t < units; t++) sums[t + 1] = sums[t] + running[t];
                for (int64_t end = alive ? units : 1; end <= units; end++)
                    for (int64_t start = end > windows ? end - windows : 0; start < end; start++) {
                        int64_t count = sums[end] - sums[start];
                        double mu = mean[end] - mean[start];
                        if (count < fewest || (count < n_counts && mu > bound[count])) continue;
                        double found = ratio((double)count, mu, (double)n);
                        if (found <= record.best) continue;
                        record.best = found;
                        raise_level(&record, levels, (int)n_levels);
                        bound = highest + record.level * n_counts;
                        if (by_centre) report(by_centre + v * REPORTED, zone - first[v], start, end, count, 0, 0);
                    }
            }
            if (by_centre) maxima[v] = record.best;
        }
        if (!by_centre) maxima[r] = record.best;
    }
    free(counts); free(running); free(sums);
    return failed;
}
