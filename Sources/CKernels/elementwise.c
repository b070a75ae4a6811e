#include "loops.h"

#include <string.h>

void kernels_gather_rows(
    float *out, const float *table, const int32_t *rows, size_t count, size_t columns) {
  for (size_t i = 0; i < count; i++) {
    memcpy(out + i * columns, table + (size_t)rows[i] * columns, columns * sizeof(float));
  }
}

void kernels_gather_pixels(
    float *out, const uint8_t *table, const int32_t *rows, size_t count, size_t columns, const float *values,
    size_t groups) {
  for (size_t i = 0; i < count; i++) {
    const uint8_t *bytes = table + (rows ? (size_t)rows[i] : i) * columns;
    for (size_t first = 0; first < columns; first += groups) {
      size_t some = columns - first < groups ? columns - first : groups;
      for (size_t group = 0; group < some; group++) {
        out[i * columns + first + group] = values[group * 256 + bytes[first + group]];
      }
    }
  }
}

EVERY_CORE void kernels_relu(float *restrict values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = values[i] < 0 ? 0 : values[i];
}

EVERY_CORE void kernels_add_relu(float *restrict values, const float *restrict shortcut, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float sum = values[i] + shortcut[i];
    values[i] = sum < 0 ? 0 : sum;
  }
}

EVERY_CORE void kernels_relu_backward(float *restrict delta, const float *restrict output, size_t count) {
  for (size_t i = 0; i < count; i++) delta[i] = output[i] > 0 ? delta[i] : 0;
}

EVERY_CORE double kernels_squared_error_gradient(
    float *restrict delta, const float *restrict prediction, const float *restrict target, size_t count,
    float scale) {
  double sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      float residual = prediction[i + lane] - target[i + lane];
      delta[i + lane] = scale * residual;
      sums[lane] += (double)residual * residual;
    }
  }
  double sum = 0;
  for (; i < count; i++) {
    float residual = prediction[i] - target[i];
    delta[i] = scale * residual;
    sum += (double)residual * residual;
  }
  for (size_t lane = 0; lane < LANES; lane++) sum += sums[lane];
  return sum;
}

EVERY_CORE double kernels_squared_error(
    const float *restrict prediction, const float *restrict target, size_t count) {
  double sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      double residual = (double)(prediction[i + lane] - target[i + lane]);
      sums[lane] += residual * residual;
    }
  }
  double sum = 0;
  for (; i < count; i++) {
    double residual = (double)(prediction[i] - target[i]);
    sum += residual * residual;
  }
  for (size_t lane = 0; lane < LANES; lane++) sum += sums[lane];
  return sum;
}

EVERY_CORE void kernels_sgd(
    float *restrict weights, float *restrict velocity, const float *restrict gradient, size_t count,
    float rate, float momentum, float decay) {
  for (size_t i = 0; i < count; i++) {
    float v = momentum * velocity[i] + (gradient[i] + decay * weights[i]);
    velocity[i] = v;
    weights[i] -= rate * v;
  }
}

EVERY_CORE double kernels_squared_norm(
    const float *restrict gradient, const float *restrict weights, size_t count, float decay) {
  double sums[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) {
    for (size_t lane = 0; lane < LANES; lane++) {
      double entry = (double)gradient[i + lane] + (double)decay * weights[i + lane];
      sums[lane] += entry * entry;
    }
  }
  double sum = 0;
  for (; i < count; i++) {
    double entry = (double)gradient[i] + (double)decay * weights[i];
    sum += entry * entry;
  }
  for (size_t lane = 0; lane < LANES; lane++) sum += sums[lane];
  return sum;
}
