#include "loops.h"

EVERY_CORE void kernels_sgd_nesterov(
    float *restrict weights, float *restrict velocity, const float *restrict gradient, size_t count,
    float rate, float momentum, float decay) {
  for (size_t i = 0; i < count; i++) {
    float g = gradient[i] + decay * weights[i];
    float v = momentum * velocity[i] + g;
    velocity[i] = v;
    weights[i] -= rate * (g + momentum * v);
  }
}

EVERY_CORE void kernels_adam(
    float *restrict weights, float *restrict first, float *restrict second, const float *restrict gradient,
    size_t count, struct kernels_adam_rule rule) {
  for (size_t i = 0; i < count; i++) {
    float w = weights[i] * rule.shrinkage;
    float g = gradient[i] + rule.decay * w;
    float m = first[i] + rule.first_share * (g - first[i]);
    float v = rule.second_kept * second[i] + rule.second_share * (g * g);
    first[i] = m;
    second[i] = v;
    float root = __builtin_elementwise_sqrt(v) * rule.root_correction + rule.epsilon;
    weights[i] = w - rule.rate * (m / root);
  }
}

EVERY_CORE void kernels_add_scaled(
    float *restrict out, const float *restrict values, size_t count, float factor) {
  for (size_t i = 0; i < count; i++) out[i] += factor * values[i];
}

EVERY_CORE void kernels_move(
    float *restrict out, const float *restrict start, const float *restrict direction, size_t count,
    float step) {
  for (size_t i = 0; i < count; i++) out[i] = start[i] + step * direction[i];
}

EVERY_CORE double kernels_dot(const float *restrict a, const float *restrict b, size_t count) {
  double sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) sums[lane] += (double)a[i + lane] * b[i + lane];
  }
  double sum = 0;
  for (; i < count; i++) sum += (double)a[i] * b[i];
  return kernels_total(sums, sum);
}
