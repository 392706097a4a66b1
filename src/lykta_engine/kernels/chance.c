#include "chance.h"

/* replicates.permutation: Fisher-Yates from the last place down, into `order` (n numbers). */
void lykta_permutation(uint64_t key, uint64_t replicate, int64_t n, int32_t *order) {
    uint64_t first = lykta_first_state(key, replicate);
    for (int64_t i = 0; i < n; i++) order[i] = (int32_t)i;
    for (int64_t place = n - 1, step = 1; place > 0; place--, step++) {
        uint32_t partner = lykta_below(first, (uint64_t)step, (uint32_t)(place + 1));
        int32_t kept = order[place];
        order[place] = order[partner];
        order[partner] = kept;
    }
}
