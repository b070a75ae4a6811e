#include "functions.h"

PIECE float identity(float x) { return x; }
PIECE float relu(float x) { return x < 0 ? 0 : x; }
PIECE float leaky_relu(float x) { return x > 0 ? x : 0.01f * x; }
PIECE float gelu(float x) { return 0.5f * x * (1.0f + error_function(x * 0.707106781f)); }

/// value = FUNCTION(value + bias), bias by columns.
#define BIAS_LOOP(NAME, FUNCTION)                                                                       \
  EVERY_CORE static void NAME(                                                                          \
      float *restrict values, const float *restrict bias, size_t rows, size_t columns) {                \
    for (size_t row = 0; row < rows; row++) {                                                           \
      float *line = values + row * columns;                                                             \
      for (size_t i = 0; i < columns; i++) line[i] = FUNCTION(line[i] + bias[i]);                       \
    }                                                                                                   \
  }
BIAS_LOOP(bias_identity, identity)
BIAS_LOOP(bias_relu, relu)
BIAS_LOOP(bias_leaky_relu, leaky_relu)
BIAS_LOOP(bias_tanh, hyperbolic_tangent)

void kernels_bias_activate(
    float *values, const float *bias, size_t rows, size_t columns, enum kernels_activation activation) {
  switch (activation) {
    case kernels_identity: return bias_identity(values, bias, rows, columns);
    case kernels_relu_activation: return bias_relu(values, bias, rows, columns);
    case kernels_leaky_relu: return bias_leaky_relu(values, bias, rows, columns);
    case kernels_tanh: return bias_tanh(values, bias, rows, columns);
    case kernels_gelu: return;
  }
}

EVERY_CORE void kernels_bias_gelu(
    float *restrict output, float *restrict before, const float *restrict bias, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++) {
    float *in = before + row * columns, *out = output + row * columns;
    for (size_t i = 0; i < columns; i++) {
      in[i] += bias[i];
      out[i] = gelu(in[i]);
    }
  }
}

EVERY_CORE static void activate_leaky_relu(float *restrict values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = leaky_relu(values[i]);
}

EVERY_CORE static void activate_tanh(float *restrict values, size_t count) {
  for (size_t i = 0; i < count; i++) values[i] = hyperbolic_tangent(values[i]);
}

void kernels_activate(float *values, size_t count, enum kernels_activation activation) {
  switch (activation) {
    case kernels_relu_activation: return kernels_relu(values, count);
    case kernels_leaky_relu: return activate_leaky_relu(values, count);
    case kernels_tanh: return activate_tanh(values, count);
    case kernels_identity:
    case kernels_gelu: return;
  }
}

EVERY_CORE void kernels_gelu_activate(float *restrict output, const float *restrict before, size_t count) {
  for (size_t i = 0; i < count; i++) output[i] = gelu(before[i]);
}

EVERY_CORE static void leaky_relu_backward(
    float *restrict delta, const float *restrict output, size_t count) {
  for (size_t i = 0; i < count; i++) delta[i] = output[i] > 0 ? delta[i] : 0.01f * delta[i];
}

EVERY_CORE static void tanh_backward(float *restrict delta, const float *restrict output, size_t count) {
  for (size_t i = 0; i < count; i++) delta[i] *= 1.0f - output[i] * output[i];
}

/// d/dx of x Phi(x) is Phi(x) + x phi(x).
EVERY_CORE static void gelu_backward(float *restrict delta, const float *restrict before, size_t count) {
  for (size_t i = 0; i < count; i++) {
    float x = before[i];
    float share = 0.5f * (1.0f + error_function(x * 0.707106781f));
    float density = 0.398942280f * exponential(-0.5f * x * x);
    delta[i] *= share + x * density;
  }
}

void kernels_activation_backward(
    float *delta, const float *output, const float *before, size_t count,
    enum kernels_activation activation) {
  switch (activation) {
    case kernels_identity: return;
    case kernels_relu_activation: return kernels_relu_backward(delta, output, count);
    case kernels_leaky_relu: return leaky_relu_backward(delta, output, count);
    case kernels_tanh: return tanh_backward(delta, output, count);
    case kernels_gelu: return gelu_backward(delta, before, count);
  }
}

EVERY_CORE void kernels_column_sums(
    float *restrict sums, const float *restrict rows, size_t count, size_t columns, int accumulate) {
  for (size_t i = 0; i < columns && !accumulate; i++) sums[i] = 0;
  size_t row = 0;
  for (; row + 4 <= count; row += 4) {
    const float *a = rows + row * columns, *b = a + columns, *c = b + columns, *d = c + columns;
    for (size_t i = 0; i < columns; i++) sums[i] += (a[i] + b[i]) + (c[i] + d[i]);
  }
  for (; row < count; row++) {
    for (size_t i = 0; i < columns; i++) sums[i] += rows[row * columns + i];
  }
}
