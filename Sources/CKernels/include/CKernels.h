/// Elementwise loops of the training step, in C because Swift without machine flags does not vectorise them.
///
/// Every function exists for AVX-512, AVX2 and plain x86-64; the loader picks one when the program starts, so one
/// binary runs everywhere. All arrays are dense; counts are entries, not bytes. Nothing here allocates or keeps state.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// out (count x columns) = the rows of `table` (any number x columns) named by `rows`, in that order.
void kernels_gather_rows(
    float *out, const float *table, const int32_t *rows, size_t count, size_t columns);

/// values = max(values, 0). NaN stays NaN, so that a diverged net cannot hide behind a zero.
void kernels_relu(float *values, size_t count);

/// delta = delta where the layer's output was positive, else 0.
void kernels_relu_backward(float *delta, const float *output, size_t count);

/// delta = scale * (prediction - target); returns the sum of (prediction - target)^2 in double.
double kernels_squared_error_gradient(
    float *delta, const float *prediction, const float *target, size_t count, float scale);

/// The sum of (prediction - target)^2 in double.
double kernels_squared_error(const float *prediction, const float *target, size_t count);

/// One step of SGD as PyTorch takes it: g = gradient + decay * w; v = momentum * v + g; w = w - rate * v.
void kernels_sgd(
    float *weights, float *velocity, const float *gradient, size_t count, float rate, float momentum,
    float decay);

/// The sum of (gradient + decay * weights)^2 in double.
double kernels_squared_norm(const float *gradient, const float *weights, size_t count, float decay);

/// Runs `rounds` rounds of independent fused multiply-adds in registers and returns the operations done (2 each).
///
/// Timed from outside, it gives the most that one core can do with the widest vectors it has.
double kernels_peak(size_t rounds);
