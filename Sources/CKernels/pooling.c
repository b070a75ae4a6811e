#include "loops.h"

static size_t out_size(size_t size, const struct kernels_window *window) {
  return (size + 2 * window->padding - window->size) / window->stride + 1;
}

EVERY_CORE void kernels_max_pool(
    float *restrict output, uint32_t *restrict choice, const float *restrict input, size_t images, size_t height,
    size_t width, size_t channels, struct kernels_window window) {
  size_t out_height = out_size(height, &window), out_width = out_size(width, &window);
  for (size_t n = 0; n < images; n++, input += height * width * channels) {
    for (size_t p = 0; p < out_height; p++) {
      for (size_t q = 0; q < out_width; q++, output += channels, choice += channels) {
        int first = 1;
        for (size_t r = 0; r < window.size; r++) {
          // Above and left of the image these wrap to huge numbers.
          size_t y = p * window.stride + r - window.padding;
          if (y >= height) continue;
          for (size_t s = 0; s < window.size; s++) {
            size_t x = q * window.stride + s - window.padding;
            if (x >= width) continue;
            const float *place = input + (y * width + x) * channels;
            uint32_t number = (uint32_t)(y * width + x);
            if (first) {
              for (size_t c = 0; c < channels; c++) {
                output[c] = place[c];
                choice[c] = number;
              }
              first = 0;
              continue;
            }
            for (size_t c = 0; c < channels; c++) {
              // NaN is taken, and kept, as no comparison with it holds.
              int larger = place[c] > output[c] || place[c] != place[c];
              output[c] = larger ? place[c] : output[c];
              choice[c] = larger ? number : choice[c];
            }
          }
        }
      }
    }
  }
}

void kernels_max_pool_backward(
    float *restrict result, const float *restrict delta, const uint32_t *restrict choice, size_t images,
    size_t places, size_t out_places, size_t channels) {
  for (size_t i = 0; i < images * places * channels; i++) result[i] = 0;
  for (size_t n = 0; n < images; n++, result += places * channels) {
    for (size_t p = 0; p < out_places; p++, delta += channels, choice += channels) {
      for (size_t c = 0; c < channels; c++) result[choice[c] * channels + c] += delta[c];
    }
  }
}

/// Channels whose sums are kept in the first cache.
#define TILE 64

EVERY_CORE void kernels_average_pool(
    float *restrict output, const float *restrict input, size_t images, size_t width, size_t image_places,
    size_t channels, const uint32_t *rows, size_t out_height, const uint32_t *columns, size_t out_width) {
  for (size_t n = 0; n < images; n++, input += image_places * channels) {
    for (size_t p = 0; p < out_height; p++) {
      for (size_t q = 0; q < out_width; q++, output += channels) {
        size_t count = (size_t)(rows[2 * p + 1] - rows[2 * p]) * (columns[2 * q + 1] - columns[2 * q]);
        for (size_t first = 0; first < channels; first += TILE) {
          size_t some = channels - first < TILE ? channels - first : TILE;
          double sums[TILE] = {0};
          for (size_t y = rows[2 * p]; y < rows[2 * p + 1]; y++) {
            for (size_t x = columns[2 * q]; x < columns[2 * q + 1]; x++) {
              const float *place = input + (y * width + x) * channels + first;
              for (size_t c = 0; c < some; c++) sums[c] += (double)place[c];
            }
          }
          for (size_t c = 0; c < some; c++) output[first + c] = (float)(sums[c] / (double)count);
        }
      }
    }
  }
}

EVERY_CORE void kernels_average_pool_backward(
    float *restrict result, const float *restrict delta, size_t images, size_t width, size_t image_places,
    size_t channels, const uint32_t *rows, size_t out_height, const uint32_t *columns, size_t out_width) {
  for (size_t i = 0; i < images * image_places * channels; i++) result[i] = 0;
  for (size_t n = 0; n < images; n++, result += image_places * channels) {
    for (size_t p = 0; p < out_height; p++) {
      for (size_t q = 0; q < out_width; q++, delta += channels) {
        size_t count = (size_t)(rows[2 * p + 1] - rows[2 * p]) * (columns[2 * q + 1] - columns[2 * q]);
        float share = 1.0f / (float)count;
        for (size_t y = rows[2 * p]; y < rows[2 * p + 1]; y++) {
          for (size_t x = columns[2 * q]; x < columns[2 * q + 1]; x++) {
            float *place = result + (y * width + x) * channels;
            for (size_t c = 0; c < channels; c++) place[c] += share * delta[c];
          }
        }
      }
    }
  }
}
