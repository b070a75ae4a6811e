/// One variant of Winograd's transforms; see variants.h for what it is given.
#include "panel.h"

/// Where tile `first` lies, and the one after it.
INLINE void NAME(step)(const tiling *g, size_t *image, size_t *y, size_t *x) {
  if (++*x < g->across) return;
  *x = 0;
  if (++*y < g->down) return;
  *y = 0;
  ++*image;
}

/// out[0..3] = the four differences and sums of in[0..3] that B' makes.
INLINE void NAME(spread)(NAME(vector) out[4], const NAME(vector) in[4]) {
  out[0] = in[0] - in[2];
  out[1] = in[1] + in[2];
  out[2] = in[2] - in[1];
  out[3] = in[1] - in[3];
}

/// out[0..3] = G's rows times in[0..2].
INLINE void NAME(sample)(NAME(vector) out[4], const NAME(vector) in[3]) {
  const NAME(vector) half = (NAME(vector)){0} + 0.5f, outer = in[0] + in[2];
  out[0] = in[0];
  out[1] = half * (outer + in[1]);
  out[2] = half * (outer - in[1]);
  out[3] = in[2];
}

TARGET static void NAME(inputTiles)(
    const tiling *g, const float *frames, size_t channels, size_t first, size_t count, float *planes, size_t plane) {
  size_t line = g->wide * channels, image = first / (g->down * g->across), y = first / g->across % g->down;
  size_t x = first % g->across;
  for (size_t tile = 0; tile < count; tile++, planes += channels) {
    const float *corner = frames + (image * g->tall + 2 * y) * line + 2 * x * channels;
    for (size_t c = 0; c < channels; c += LANES) {
      NAME(vector) d[4][4], rows[4][4], column[4];
      UNROLL for (int j = 0; j < 4; j++) {
        UNROLL for (int i = 0; i < 4; i++) column[i] = *(const NAME(loose) *)(corner + i * line + j * channels + c);
        NAME(spread)(d[j], column);
      }
      UNROLL for (int i = 0; i < 4; i++) {
        UNROLL for (int j = 0; j < 4; j++) column[j] = d[j][i];
        NAME(spread)(rows[i], column);
        UNROLL for (int j = 0; j < 4; j++) *(NAME(loose) *)(planes + (size_t)(4 * i + j) * plane + c) = rows[i][j];
      }
    }
    NAME(step)(g, &image, &y, &x);
  }
}

TARGET static void NAME(outputTiles)(
    const tiling *g, const float *planes, size_t plane, size_t channels, size_t first, size_t count, float *maps) {
  size_t line = g->width * channels, image = first / (g->down * g->across), y = first / g->across % g->down;
  size_t x = first % g->across;
  for (size_t tile = 0; tile < count; tile++, planes += channels) {
    float *corner = maps + (image * g->height + 2 * y) * line + 2 * x * channels;
    int below = 2 * y + 1 < g->height, beside = 2 * x + 1 < g->width;
    for (size_t c = 0; c < channels; c += LANES) {
      NAME(vector) upper[4], lower[4];
      UNROLL for (int j = 0; j < 4; j++) {
        NAME(vector) m[4];
        UNROLL for (int i = 0; i < 4; i++) m[i] = *(const NAME(loose) *)(planes + (size_t)(4 * i + j) * plane + c);
        upper[j] = m[0] + m[1] + m[2];
        lower[j] = m[1] - m[2] - m[3];
      }
      float *out = corner + c;
      *(NAME(loose) *)out = upper[0] + upper[1] + upper[2];
      if (beside) *(NAME(loose) *)(out + channels) = upper[1] - upper[2] - upper[3];
      if (!below) continue;
      *(NAME(loose) *)(out + line) = lower[0] + lower[1] + lower[2];
      if (beside) *(NAME(loose) *)(out + line + channels) = lower[1] - lower[2] - lower[3];
    }
    NAME(step)(g, &image, &y, &x);
  }
}

TARGET static void NAME(deltaTiles)(
    const tiling *g, const float *maps, size_t channels, size_t first, size_t count, float *planes, size_t plane) {
  size_t line = g->width * channels, image = first / (g->down * g->across), y = first / g->across % g->down;
  size_t x = first % g->across;
  for (size_t tile = 0; tile < count; tile++, planes += channels) {
    const float *corner = maps + (image * g->height + 2 * y) * line + 2 * x * channels;
    int below = 2 * y + 1 < g->height, beside = 2 * x + 1 < g->width;
    for (size_t c = 0; c < channels; c += LANES) {
      const float *in = corner + c;
      const NAME(vector) none = {0};
      NAME(vector) a = *(const NAME(loose) *)in, b = beside ? *(const NAME(loose) *)(in + channels) : none;
      NAME(vector) p = below ? *(const NAME(loose) *)(in + line) : none;
      NAME(vector) q = below && beside ? *(const NAME(loose) *)(in + line + channels) : none;
      const NAME(vector) rows[4][2] = {{a, b}, {a + p, b + q}, {a - p, b - q}, {none - p, none - q}};
      UNROLL for (int i = 0; i < 4; i++) {
        float *out = planes + (size_t)(4 * i) * plane + c;
        *(NAME(loose) *)out = rows[i][0];
        *(NAME(loose) *)(out + plane) = rows[i][0] + rows[i][1];
        *(NAME(loose) *)(out + 2 * plane) = rows[i][0] - rows[i][1];
        *(NAME(loose) *)(out + 3 * plane) = none - rows[i][1];
      }
    }
    NAME(step)(g, &image, &y, &x);
  }
}

/// Row `term` of the panels, LANES columns at `panel`: G g G' of the nine taps.
INLINE void NAME(putKernel)(float *panel, size_t plane, const NAME(vector) taps[9]) {
  NAME(vector) rows[3][4], column[3], out[4];
  UNROLL for (int i = 0; i < 3; i++) NAME(sample)(rows[i], taps + 3 * i);
  UNROLL for (int j = 0; j < 4; j++) {
    UNROLL for (int i = 0; i < 3; i++) column[i] = rows[i][j];
    NAME(sample)(out, column);
    UNROLL for (int i = 0; i < 4; i++) *(NAME(loose) *)(panel + (size_t)(4 * i + j) * plane) = out[i];
  }
}

TARGET static void NAME(kernelPanels)(
    const float *weights, size_t channels, size_t filters, int turned, float *panels, size_t plane) {
  size_t tap = channels * filters, terms = turned ? filters : channels, columns = turned ? channels : filters;
  for (size_t j = 0, width; j < columns; j += width) {
    width = (size_t)NAME(panelVectors)(columns - j) * LANES;
    float *panel = panels + j * terms;
    for (size_t q = 0; q < terms; q += LANES) {
      for (size_t v = 0; v < width; v += LANES) {
        float block[9][LANES * LANES] __attribute__((aligned(64)));
        NAME(vector) taps[9];
        for (int t = 0; turned && t < 9; t++) {
          NAME(transpose)(block[t], LANES, weights + (size_t)(8 - t) * tap + (j + v) * filters + q, filters);
        }
        for (size_t r = 0; r < LANES; r++) {
          const float *row = weights + (q + r) * filters + j + v;
          UNROLL for (int t = 0; t < 9; t++) {
            taps[t] = *(const NAME(loose) *)(turned ? block[t] + r * LANES : row + (size_t)t * tap);
          }
          NAME(putKernel)(panel + (q + r) * width + v, plane, taps);
        }
      }
    }
  }
}

/// gradient (3 x 3 x count) = G' d G of the 16 planes d.
TARGET static void NAME(kernelGradient)(const float *planes, size_t plane, size_t count, float *gradient) {
  const NAME(vector) half = (NAME(vector)){0} + 0.5f;
  for (size_t c = 0; c < count; c += LANES) {
    NAME(vector) rows[3][4];
    UNROLL for (int j = 0; j < 4; j++) {
      NAME(vector) d[4];
      UNROLL for (int i = 0; i < 4; i++) d[i] = *(const NAME(loose) *)(planes + (size_t)(4 * i + j) * plane + c);
      rows[0][j] = d[0] + half * (d[1] + d[2]);
      rows[1][j] = half * (d[1] - d[2]);
      rows[2][j] = half * (d[1] + d[2]) + d[3];
    }
    UNROLL for (int i = 0; i < 3; i++) {
      NAME(vector) *d = rows[i];
      float *out = gradient + (size_t)(3 * i) * count + c;
      *(NAME(loose) *)out = d[0] + half * (d[1] + d[2]);
      *(NAME(loose) *)(out + count) = half * (d[1] - d[2]);
      *(NAME(loose) *)(out + 2 * count) = half * (d[1] + d[2]) + d[3];
    }
  }
}
