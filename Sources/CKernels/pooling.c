#include "loops.h"

#include <string.h>

/// Channels whose sums are kept in registers and the first cache while a window passes.
#define TILE 64

/// The pixels of a map that one output takes along one axis, and what a sum over them is divided by.
typedef struct {
  size_t first, end, size;
} span;

/// `rows` x `columns` outputs on maps of height x width; windows of `window` pixels, or adaptive ones if that is 0.
typedef struct {
  size_t images, height, width, channels, rows, columns, window, stride, padding;
} grid;

PIECE span span_of(const grid *g, size_t output, size_t outputs, size_t size) {
  if (g->window == 0) {
    size_t first = output * size / outputs, end = ((output + 1) * size + outputs - 1) / outputs;
    return (span){first, end, end - first};
  }
  size_t start = output * g->stride, end = start + g->window;
  size_t first = start > g->padding ? start - g->padding : 0, last = end - g->padding;
  return (span){first, last < size ? last : size, g->window};
}

static grid window_grid(const struct kernels_pool *p) {
  return (grid){
      p->images, p->height, p->width, p->channels, (p->height + 2 * p->padding - p->window) / p->stride + 1,
      (p->width + 2 * p->padding - p->window) / p->stride + 1, p->window, p->stride, p->padding};
}

static grid adaptive_grid(const struct kernels_adaptive_pool *p) {
  return (grid){p->images, p->height, p->width, p->channels, p->rows, p->columns, 0, 0, 0};
}

EVERY_CORE static void largest(
    float *restrict most, int32_t *restrict places, const float *restrict map, span rows, span columns,
    size_t width, size_t channels) {
  for (size_t row = rows.first; row < rows.end; row++) {
    for (size_t column = columns.first; column < columns.end; column++) {
      size_t pixel = row * width + column;
      const float *values = map + pixel * channels;
      int is_first = row == rows.first && column == columns.first;
      for (size_t i = 0; i < channels; i++) {
        float value = values[i];
        int wins = is_first | (value > most[i]) | (value != value);
        most[i] = wins ? value : most[i];
        places[i] = wins ? (int32_t)pixel : places[i];
      }
    }
  }
}

void kernels_max_pool(const struct kernels_pool *pool, const float *input, float *output, int32_t *places) {
  grid g = window_grid(pool);
  for (size_t i = 0; i < g.images * g.rows * g.columns; i++) {
    size_t image = i / (g.rows * g.columns), row = i / g.columns % g.rows, column = i % g.columns;
    largest(
        output + i * g.channels, places + i * g.channels, input + image * g.height * g.width * g.channels,
        span_of(&g, row, g.rows, g.height), span_of(&g, column, g.columns, g.width), g.width, g.channels);
  }
}

void kernels_max_pool_backward(
    const struct kernels_pool *pool, const float *output_delta, const int32_t *places, float *delta) {
  grid g = window_grid(pool);
  size_t entries = g.height * g.width * g.channels, outputs = g.rows * g.columns;
  memset(delta, 0, g.images * entries * sizeof(float));
  for (size_t i = 0; i < g.images * outputs; i++) {
    float *map = delta + i / outputs * entries;
    for (size_t channel = 0, at = i * g.channels; channel < g.channels; channel++, at++) {
      map[(size_t)places[at] * g.channels + channel] += output_delta[at];
    }
  }
}

/// output = the means over a window's pixels, row by row.
EVERY_CORE static void mean(
    float *restrict output, const float *restrict map, span rows, span columns, size_t width, size_t channels) {
  double size = (double)(rows.size * columns.size);
  for (size_t first = 0; first < channels; first += TILE) {
    size_t count = channels - first < TILE ? channels - first : TILE;
    double sums[TILE] = {0};
    for (size_t row = rows.first; row < rows.end; row++) {
      for (size_t column = columns.first; column < columns.end; column++) {
        const float *values = map + (row * width + column) * channels + first;
        for (size_t i = 0; i < count; i++) sums[i] += (double)values[i];
      }
    }
    for (size_t i = 0; i < count; i++) output[first + i] = (float)(sums[i] / size);
  }
}

/// Adds an output's delta, in equal parts, to its window's pixels.
EVERY_CORE static void spread(
    float *restrict map, const float *restrict output_delta, span rows, span columns, size_t width,
    size_t channels) {
  float size = (float)(rows.size * columns.size);
  for (size_t row = rows.first; row < rows.end; row++) {
    for (size_t column = columns.first; column < columns.end; column++) {
      float *values = map + (row * width + column) * channels;
      for (size_t i = 0; i < channels; i++) values[i] += output_delta[i] / size;
    }
  }
}

static void average(const grid *g, const float *input, float *output) {
  for (size_t i = 0; i < g->images * g->rows * g->columns; i++) {
    size_t image = i / (g->rows * g->columns), row = i / g->columns % g->rows, column = i % g->columns;
    mean(
        output + i * g->channels, input + image * g->height * g->width * g->channels,
        span_of(g, row, g->rows, g->height), span_of(g, column, g->columns, g->width), g->width, g->channels);
  }
}

static void average_backward(const grid *g, const float *output_delta, float *delta) {
  size_t entries = g->height * g->width * g->channels;
  memset(delta, 0, g->images * entries * sizeof(float));
  for (size_t i = 0; i < g->images * g->rows * g->columns; i++) {
    size_t image = i / (g->rows * g->columns), row = i / g->columns % g->rows, column = i % g->columns;
    spread(
        delta + image * entries, output_delta + i * g->channels, span_of(g, row, g->rows, g->height),
        span_of(g, column, g->columns, g->width), g->width, g->channels);
  }
}

void kernels_average_pool(const struct kernels_pool *pool, const float *input, float *output) {
  grid g = window_grid(pool);
  average(&g, input, output);
}

void kernels_average_pool_backward(
    const struct kernels_pool *pool, const float *output_delta, float *delta) {
  grid g = window_grid(pool);
  average_backward(&g, output_delta, delta);
}

void kernels_adaptive_average(
    const struct kernels_adaptive_pool *pool, const float *input, float *output) {
  grid g = adaptive_grid(pool);
  average(&g, input, output);
}

void kernels_adaptive_average_backward(
    const struct kernels_adaptive_pool *pool, const float *output_delta, float *delta) {
  grid g = adaptive_grid(pool);
  average_backward(&g, output_delta, delta);
}
