/* The random numbers of replicates.py in C: SplitMix64, one stream per (key, replicate). */
#ifndef LYKTA_CHANCE_H
#define LYKTA_CHANCE_H
#include <stdint.h>

#define LYKTA_GOLDEN 0x9E3779B97F4A7C15ULL

static inline uint64_t lykta_mixed(uint64_t state) {
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9ULL;
    state = (state ^ (state >> 27)) * 0x94D049BB133111EBULL;
    return state ^ (state >> 31);
}

static inline uint64_t lykta_first_state(uint64_t key, uint64_t replicate) {
    return lykta_mixed(lykta_mixed(key) + replicate * LYKTA_GOLDEN);
}

/* The step-th number (from 1) of a stream, drawn below `below` (< 2^32). */
static inline uint32_t lykta_below(uint64_t first, uint64_t step, uint32_t below) {
    uint64_t word = lykta_mixed(first + step * LYKTA_GOLDEN);
    uint64_t high = word >> 32, low = word & 0xFFFFFFFFULL;
    return (uint32_t)((high * below + ((low * below) >> 32)) >> 32);
}

#endif
