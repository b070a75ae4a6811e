/// Elementwise loops of the training step, in C because Swift without machine flags does not vectorise them.
///
/// Every function exists for AVX-512, AVX2 and plain x86-64; the loader picks one when the program starts, so one
/// binary runs everywhere. All arrays are dense; counts are entries, not bytes. Nothing here allocates or keeps state.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "pooling.h"

/// out (count x columns) = the rows of `table` (any number x columns) named by `rows`, in that order.
void kernels_gather_rows(
    float *out, const float *table, const int32_t *rows, size_t count, size_t columns);

/// out (count x columns) = what the bytes of the named rows stand for, or of the first `count` without `rows`. `values` has
/// 256 numbers for the first column, 256 for the next, and so on; after `groups` of them it begins again.
void kernels_gather_pixels(
    float *out, const uint8_t *table, const int32_t *rows, size_t count, size_t columns, const float *values,
    size_t groups);

/// values = max(values, 0). NaN stays NaN, so that a diverged net cannot hide behind a zero.
void kernels_relu(float *values, size_t count);

/// values = max(values + shortcut, 0). NaN stays NaN.
void kernels_add_relu(float *values, const float *shortcut, size_t count);

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

/// One step of SGD with Nesterov's momentum as PyTorch takes it: w = w - rate * (g + momentum * v), g and v as above.
void kernels_sgd_nesterov(
    float *weights, float *velocity, const float *gradient, size_t count, float rate, float momentum,
    float decay);

/// Adam's numbers for one step; t counts steps from 1.
struct kernels_adam_rule {
  /// The learning rate over 1 - beta1^t.
  float rate;
  /// 1 - beta1, beta2 and 1 - beta2.
  float first_share, second_kept, second_share;
  /// 1 / sqrt(1 - beta2^t).
  float root_correction;
  float epsilon;
  /// Added to the gradient times the weight (Adam), 0 for AdamW.
  float decay;
  /// Factor on the weight before the step (AdamW: 1 - learning rate * decay), 1 for Adam.
  float shrinkage;
};

/// One step of Adam or AdamW as PyTorch takes it.
void kernels_adam(
    float *weights, float *first, float *second, const float *gradient, size_t count,
    struct kernels_adam_rule rule);

/// out += factor * values.
void kernels_add_scaled(float *out, const float *values, size_t count, float factor);

/// out = start + step * direction.
void kernels_move(float *out, const float *start, const float *direction, size_t count, float step);

/// The sum of a * b in double.
double kernels_dot(const float *a, const float *b, size_t count);

/// The sum over rows of -sum_k target_k log softmax(logits)_k in double; with `delta`, also
/// delta = scale * its gradient.
double kernels_cross_entropy(
    float *delta, const float *logits, const float *target, size_t rows, size_t columns, float scale);

enum kernels_activation {
  kernels_identity,
  kernels_relu_activation,
  /// Slope 0.01 below 0.
  kernels_leaky_relu,
  kernels_tanh,
  /// x Phi(x) with the exact normal distribution function.
  kernels_gelu,
};

/// values (rows x columns) = activation(values + bias) in place; all but gelu.
void kernels_bias_activate(
    float *values, const float *bias, size_t rows, size_t columns, enum kernels_activation activation);

/// before += bias; output = gelu(before).
void kernels_bias_gelu(float *output, float *before, const float *bias, size_t rows, size_t columns);

/// values = activation(values) in place; all but gelu.
void kernels_activate(float *values, size_t count, enum kernels_activation activation);

/// output = gelu(before).
void kernels_gelu_activate(float *output, const float *before, size_t count);

/// delta *= activation'; from `before` for gelu, from `output` for the others.
void kernels_activation_backward(
    float *delta, const float *output, const float *before, size_t count, enum kernels_activation activation);

/// sums = the sum of each column of `rows` (count x columns), added to what is there if `accumulate`.
void kernels_column_sums(float *sums, const float *rows, size_t count, size_t columns, int accumulate);

/// Each column's mean and 1 / sqrt(variance + 1e-5) over the rows, in double; moves the running mean and (unbiased)
/// variance by `momentum` towards them. At least two rows.
void kernels_batch_statistics(
    const float *values, float *mean, float *inverse, float *running_mean, float *running_variance,
    size_t rows, size_t columns, float momentum);

/// The mean and 1 / sqrt(variance + 1e-5) that evaluation uses.
void kernels_running_statistics(
    const float *running_mean, const float *running_variance, float *mean, float *inverse, size_t columns);

/// values = (values - mean) * inverse by columns; output = values * scale + shift.
void kernels_batch_normalize(
    float *values, float *output, const float *mean, const float *inverse, const float *scale,
    const float *shift, size_t rows, size_t columns);

/// values = values normalised by rows, inverse (rows) = 1 / sqrt(variance + 1e-5); output = values * scale + shift.
void kernels_layer_normalize(
    float *values, float *output, float *inverse, const float *scale, const float *shift, size_t rows,
    size_t columns);

/// Gradients of scale and shift, from delta and the normalised values; added to what is there if `accumulate`.
void kernels_normal_gradients(
    const float *delta, const float *normal, float *scale_gradient, float *shift_gradient, size_t rows,
    size_t columns, int accumulate);

/// delta = its gradient before batch normalisation, given the gradients of this batch's scale and shift.
void kernels_batch_backward(
    float *delta, const float *normal, const float *inverse, const float *scale, const float *scale_gradient,
    const float *shift_gradient, size_t rows, size_t columns);

/// delta = its gradient before layer normalisation.
void kernels_layer_backward(
    float *delta, const float *normal, const float *inverse, const float *scale, size_t rows, size_t columns);

/// The sum of (gradient + decay * weights)^2 in double.
double kernels_squared_norm(const float *gradient, const float *weights, size_t count, float decay);

/// Runs `rounds` rounds of independent fused multiply-adds in registers and returns the operations done (2 each).
///
/// Timed from outside, it gives the most that one core can do with the widest vectors it has.
double kernels_peak(size_t rounds);
