/* when/aoristic.py's sums, one event after another, so that each sum adds the same numbers in the same order. */
#include <stdint.h>

#define HOUR 3600
#define DAY 86400
#define WEEK 604800
#define WEEK_HOURS 168
#define MONDAY_BEFORE_EPOCH 259200 /* 1970-01-01 was a Thursday */
#define FARTHEST (INT64_C(1) << 52)

static inline int64_t whole(int64_t seconds, int64_t of) {
    int64_t quotient = seconds / of;
    return quotient - (seconds % of < 0);
}

static inline int64_t within_week(int64_t hour) {
    int64_t rest = hour % WEEK_HOURS;
    return rest < 0 ? rest + WEEK_HOURS : rest;
}

/* Seconds of local time since 1970, INT64_MIN where there is none. head, tail: 168 numbers; rise, fall: 338.
   told: kept, too long, without an end, in the hour that comes twice, points at midnight.
   Answers 0; 1 where a start is missing; 2 where an end is before its start; 3 where a time is 140 million years off. */
int32_t lykta_aoristic(const int64_t *start, const int64_t *end, int64_t n, int64_t without_end_s, double *head,
                       double *tail, double *rise, double *fall, int64_t *told) {
    for (int64_t i = 0; i < n; i++) {
        if (start[i] == INT64_MIN) return 1;
        if (start[i] > FARTHEST || start[i] < -FARTHEST) return 3;
        if (end[i] != INT64_MIN && (end[i] > FARTHEST || end[i] < -FARTHEST)) return 3;
        int64_t first = start[i] + MONDAY_BEFORE_EPOCH, last;
        if (end[i] == INT64_MIN) {
            last = first + without_end_s;
            told[2]++;
        } else {
            last = end[i] + MONDAY_BEFORE_EPOCH;
        }
        int64_t length = last - first, from = whole(first, HOUR), begin = within_week(from);
        if (length < 0) {
            if (whole(last, HOUR) != from || begin < 144 || begin > 146) return 2;
            told[3]++;
            length = 0;
        }
        if (length > WEEK) {
            told[1]++;
            continue;
        }
        told[0]++;
        if (length == 0) told[4] += first - whole(first, DAY) * DAY == 0;
        int64_t to = length > 0 ? whole(last - 1, HOUR) : from;
        if (to == from) {
            head[begin] += 1.0;
            continue;
        }
        double per_second = 1.0 / (double)length;
        head[begin] += (double)((from + 1) * HOUR - first) * per_second;
        tail[within_week(to)] += (double)(last - to * HOUR) * per_second;
        rise[begin + 1] += HOUR * per_second;
        fall[begin + to - from] += HOUR * per_second;
    }
    return 0;
}
