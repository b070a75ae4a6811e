/// Convolutions of images in single precision: a layer's output, and both gradients.
///
/// Images are NHWC (image, row, column, channel), weights RSCK (row and column of the kernel, channel of the input,
/// filter), all dense. An entry is summed by fused multiply-adds in an order that follows from the layer's shape alone,
/// for the gradient of the weights from the number of images too: every variant gives the same bits, and so do images
/// that come together or in parts. Layers of 3 x 3 taps, stride 1 and 32 channels or more go by Winograd's tiles, whose
/// errors are at most three times those of direct sums.
#pragma once
#include "CProducts.h"
#include <stddef.h>

/// At least one image; the kernel is kernel x kernel and odd, the stride 1 or 2, the padding (zeros on all sides) at most
/// kernel / 2, and the kernel no larger than the padded map. An output has floor((height + 2 padding - kernel) / stride)
/// + 1 rows, and columns likewise. 256 padded images, or 45,000 floats of them, must have fewer than 2^32 floats.
typedef struct {
  size_t images, height, width, channels, filters, kernel, stride, padding;
} convolution_shape;

/// Floats of work memory that any of the three needs; fewer images need no more. It need not be kept between calls, and is
/// best on a cache line.
size_t convolution_scratch(const convolution_shape *shape);

/// output = the convolution of the input. products_none computes in plain vectors, on any processor.
void convolution_forward(
    products_variant variant, const convolution_shape *shape, const float *input, const float *weights, float *output,
    float *scratch);

/// input_gradient = the gradient by the input, given that by the output.
void convolution_data_gradient(
    products_variant variant, const convolution_shape *shape, const float *output_gradient, const float *weights,
    float *input_gradient, float *scratch);

/// weight_gradient = the gradient by the weights, given that by the output.
void convolution_weight_gradient(
    products_variant variant, const convolution_shape *shape, const float *input, const float *output_gradient,
    float *weight_gradient, float *scratch);
