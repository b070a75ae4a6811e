/// Winograd's minimal filtering F(2x2, 3x3): 2 x 2 outputs from 4 x 4 inputs by 16 products instead of 36.
/// Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015), section 4.1.
///
/// Tiles of maps, kernels and their gradients each become 16 planes; a convolution is then one product of matrices for
/// each plane. All factors are 1 and 1/2, so that sums lose about a bit more than direct ones.
#pragma once
#include "CProducts.h"
#include "convolution.h"

/// Whether a layer is computed this way. It follows from the shape alone: 3 x 3 taps of stride 1, enough channels for the
/// transforms to pay, and few outputs of tiles that lie beyond the map.
int winograd_takes(const convolution_shape *shape);

/// As the functions of convolution.h, for layers that it takes.
size_t winograd_scratch(const convolution_shape *shape);
void winograd_forward(
    products_variant variant, const convolution_shape *shape, const float *input, const float *weights, float *output,
    float *scratch);
void winograd_data_gradient(
    products_variant variant, const convolution_shape *shape, const float *output_gradient, const float *weights,
    float *input_gradient, float *scratch);
void winograd_weight_gradient(
    products_variant variant, const convolution_shape *shape, const float *input, const float *output_gradient,
    float *weight_gradient, float *scratch);
