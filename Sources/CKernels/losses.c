#include "functions.h"

#include <math.h>

double kernels_cross_entropy(
    float *delta, const float *logits, const float *target, size_t rows, size_t columns, float scale) {
  double loss = 0;
  for (size_t row = 0; row < rows; row++) {
    const float *z = logits + row * columns, *t = target + row * columns;
    float most = z[0];
    for (size_t i = 1; i < columns; i++) most = z[i] > most ? z[i] : most;
    double sum = 0, expected = 0, weight = 0;
    for (size_t i = 0; i < columns; i++) {
      sum += (double)exponential(z[i] - most);
      expected += (double)t[i] * (z[i] - most);
      weight += (double)t[i];
    }
    loss += weight * log(sum) - expected;
    if (!delta) continue;
    for (size_t i = 0; i < columns; i++) {
      float share = (float)((double)exponential(z[i] - most) / sum);
      delta[row * columns + i] = scale * ((float)weight * share - t[i]);
    }
  }
  return loss;
}
