#include "fast.h"
#include <math.h>
#include <stddef.h>
#include <stdint.h>

/* density.spread_on_nodes: each point on the 3 x 3 nodes around it, with the weights of the quadratic B-spline, so
   that its place and spread on the nodes are the same wherever it lies between them. Node (0, 0) lies at (x0, y0).
   `weights` may be NULL. Answers how many points lie too far out to have all nine nodes; those are not spread. */
LYKTA_FAST
int64_t lykta_bins(int64_t n, const double *x, const double *y, const double *weights, double x0, double y0,
                   double per_step, int64_t rows, int64_t columns, double *nodes) {
    int64_t left_out = 0;
    for (int64_t i = 0; i < n; i++) {
        double u = (x[i] - x0) * per_step, v = (y[i] - y0) * per_step;
        double column = floor(u + 0.5), row = floor(v + 0.5);
        if (!(column >= 1 && column <= (double)(columns - 2) && row >= 1 && row <= (double)(rows - 2))) {
            left_out++;
            continue;
        }
        double a = u - column, b = v - row;
        double across[3] = {0.5 * ((0.5 - a) * (0.5 - a)), 0.75 - a * a, 0.5 * ((0.5 + a) * (0.5 + a))};
        double up[3] = {0.5 * ((0.5 - b) * (0.5 - b)), 0.75 - b * b, 0.5 * ((0.5 + b) * (0.5 + b))};
        double *corner = nodes + ((int64_t)row - 1) * columns + ((int64_t)column - 1);
        for (int r = 0; r < 3; r++) {
            double share = weights == NULL ? up[r] : up[r] * weights[i];
            for (int c = 0; c < 3; c++) corner[r * columns + c] += share * across[c];
        }
    }
    return left_out;
}
