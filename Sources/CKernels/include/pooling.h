/// Pooling of images, NHWC and dense. Orders of additions follow from the shape alone. Included by CKernels.h.
#pragma once
#include <stddef.h>
#include <stdint.h>

/// Windows of `window` x `window` pixels, `stride` apart, on maps with `padding` (at most window / 2) on all sides.
///
/// An output has floor((height + 2 padding - window) / stride) + 1 rows, and columns likewise. The window is no larger
/// than the padded map.
struct kernels_pool {
  size_t images, height, width, channels, window, stride, padding;
};

/// output = the largest value of each window, and the first in row order where several are; `places` (as many as outputs)
/// = its pixel's number within the image. Padding never wins. NaN wins, so that a diverged net cannot hide.
void kernels_max_pool(const struct kernels_pool *pool, const float *input, float *output, int32_t *places);

/// delta (as the input) = for each pixel the sum of the outputs' deltas that it won.
void kernels_max_pool_backward(
    const struct kernels_pool *pool, const float *output_delta, const int32_t *places, float *delta);

/// output = the mean of each window, in double; padding counts as zeros, as in PyTorch.
void kernels_average_pool(const struct kernels_pool *pool, const float *input, float *output);

/// delta (as the input) = its gradient, given that by the output.
void kernels_average_pool_backward(const struct kernels_pool *pool, const float *output_delta, float *delta);

/// Windows that cover maps of any size by rows x columns outputs: output i of n takes floor(i size / n) up to
/// ceil((i + 1) size / n). One output is the global average; more outputs than pixels repeat pixels.
struct kernels_adaptive_pool {
  size_t images, height, width, channels, rows, columns;
};

/// output = the mean of each window, in double.
void kernels_adaptive_average(const struct kernels_adaptive_pool *pool, const float *input, float *output);

/// delta (as the input) = its gradient, given that by the output.
void kernels_adaptive_average_backward(
    const struct kernels_adaptive_pool *pool, const float *output_delta, float *delta);
