#include "loops.h"

/// Columns whose sums are kept in registers and the first cache while all rows pass.
#define TILE 64

#define SMALL 1e-5

EVERY_CORE void kernels_batch_statistics(
    const float *restrict values, float *restrict mean, float *restrict inverse, float *restrict running_mean,
    float *restrict running_variance, size_t rows, size_t columns, float momentum) {
  for (size_t first = 0; first < columns; first += TILE) {
    size_t count = columns - first < TILE ? columns - first : TILE;
    double sums[TILE] = {0}, squares[TILE] = {0}, means[TILE];
    for (size_t row = 0; row < rows; row++) {
      const float *line = values + row * columns + first;
      for (size_t i = 0; i < count; i++) sums[i] += (double)line[i];
    }
    for (size_t i = 0; i < count; i++) means[i] = sums[i] / (double)rows;
    for (size_t row = 0; row < rows; row++) {
      const float *line = values + row * columns + first;
      for (size_t i = 0; i < count; i++) {
        double centred = (double)line[i] - means[i];
        squares[i] += centred * centred;
      }
    }
    for (size_t i = 0; i < count; i++) {
      double variance = squares[i] / (double)rows, unbiased = squares[i] / (double)(rows - 1);
      size_t column = first + i;
      mean[column] = (float)means[i];
      inverse[column] = (float)(1 / __builtin_elementwise_sqrt(variance + SMALL));
      running_mean[column] = (1 - momentum) * running_mean[column] + momentum * (float)means[i];
      running_variance[column] = (1 - momentum) * running_variance[column] + momentum * (float)unbiased;
    }
  }
}

EVERY_CORE void kernels_running_statistics(
    const float *restrict running_mean, const float *restrict running_variance, float *restrict mean,
    float *restrict inverse, size_t columns) {
  for (size_t i = 0; i < columns; i++) {
    mean[i] = running_mean[i];
    inverse[i] = (float)(1 / __builtin_elementwise_sqrt((double)running_variance[i] + SMALL));
  }
}

EVERY_CORE void kernels_batch_normalize(
    float *restrict values, float *restrict output, const float *restrict mean, const float *restrict inverse,
    const float *restrict scale, const float *restrict shift, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *line = values + row * columns, *out = output + row * columns;
    for (size_t i = 0; i < columns; i++) {
      line[i] = (line[i] - mean[i]) * inverse[i];
      out[i] = line[i] * scale[i] + shift[i];
    }
  }
}

EVERY_CORE void kernels_layer_normalize(
    float *restrict values, float *restrict output, float *restrict inverse, const float *restrict scale,
    const float *restrict shift, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *line = values + row * columns, *out = output + row * columns;
    double lanes[LANES] = {0}, rest = 0;
    size_t i = 0;
    for (; i + LANES <= columns; i += LANES) {
      for (size_t lane = 0; lane < LANES; lane++) lanes[lane] += (double)line[i + lane];
    }
    for (; i < columns; i++) rest += (double)line[i];
    double mean = kernels_total(lanes, rest) / (double)columns;
    double squares[LANES] = {0};
    rest = 0;
    for (i = 0; i + LANES <= columns; i += LANES) {
      for (size_t lane = 0; lane < LANES; lane++) {
        double centred = (double)line[i + lane] - mean;
        squares[lane] += centred * centred;
      }
    }
    for (; i < columns; i++) rest += ((double)line[i] - mean) * ((double)line[i] - mean);
    double variance = kernels_total(squares, rest) / (double)columns;
    float factor = (float)(1 / __builtin_elementwise_sqrt(variance + SMALL)), middle = (float)mean;
    inverse[row] = factor;
    for (i = 0; i < columns; i++) {
      line[i] = (line[i] - middle) * factor;
      out[i] = line[i] * scale[i] + shift[i];
    }
  }
}

EVERY_CORE void kernels_normal_gradients(
    const float *restrict delta, const float *restrict normal, float *restrict scale_gradient,
    float *restrict shift_gradient, size_t rows, size_t columns, int accumulate) {
  for (size_t first = 0; first < columns; first += TILE) {
    size_t count = columns - first < TILE ? columns - first : TILE;
    double products[TILE] = {0}, sums[TILE] = {0};
    for (size_t row = 0; row < rows; row++) {
      const float *d = delta + row * columns + first, *n = normal + row * columns + first;
      for (size_t i = 0; i < count; i++) {
        products[i] += (double)d[i] * n[i];
        sums[i] += (double)d[i];
      }
    }
    for (size_t i = 0; i < count; i++) {
      size_t column = first + i;
      scale_gradient[column] = (accumulate ? scale_gradient[column] : 0) + (float)products[i];
      shift_gradient[column] = (accumulate ? shift_gradient[column] : 0) + (float)sums[i];
    }
  }
}

EVERY_CORE void kernels_batch_backward(
    float *restrict delta, const float *restrict normal, const float *restrict inverse,
    const float *restrict scale, const float *restrict scale_gradient, const float *restrict shift_gradient,
    size_t rows, size_t columns) {
  float share = 1.0f / (float)rows;
  for (size_t row = 0; row < rows; row++) {
    float *d = delta + row * columns;
    const float *n = normal + row * columns;
    for (size_t i = 0; i < columns; i++) {
      float rest = d[i] - share * shift_gradient[i] - n[i] * (share * scale_gradient[i]);
      d[i] = scale[i] * inverse[i] * rest;
    }
  }
}

EVERY_CORE void kernels_layer_backward(
    float *restrict delta, const float *restrict normal, const float *restrict inverse,
    const float *restrict scale, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *d = delta + row * columns;
    const float *n = normal + row * columns;
    double sums[LANES] = {0}, products[LANES] = {0}, sum = 0, product = 0;
    size_t i = 0;
    for (; i + LANES <= columns; i += LANES) {
      for (size_t lane = 0; lane < LANES; lane++) {
        float g = d[i + lane] * scale[i + lane];
        d[i + lane] = g;
        sums[lane] += (double)g;
        products[lane] += (double)g * n[i + lane];
      }
    }
    for (; i < columns; i++) {
      float g = d[i] * scale[i];
      d[i] = g;
      sum += (double)g;
      product += (double)g * n[i];
    }
    float mean = (float)(kernels_total(sums, sum) / (double)columns);
    float slope = (float)(kernels_total(products, product) / (double)columns);
    for (i = 0; i < columns; i++) d[i] = inverse[row] * (d[i] - mean - n[i] * slope);
  }
}
