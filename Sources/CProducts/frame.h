/// Copies of images with margins of zeros, from which patches are read in place.
#pragma once
#include "blocks.h"
#include <string.h>

/// About as many floats as a group of frames has: it stays in L2 beside panels and outputs. This decides no bits.
enum { GROUP = 45000 };

/// A map of `height` x `width` pixels, and a frame of `tall` x `wide` in which every `every`-th pixel of it lies, `margin`
/// rows and columns from the frame's first.
typedef struct {
  size_t height, width, channels, tall, wide, margin, every;
} frame;

static inline size_t frame_floats(const frame *f) { return f->tall * f->wide * f->channels; }

/// Whether maps are frames as they are.
static inline int frame_is_map(const frame *f) {
  return f->margin == 0 && f->every == 1 && f->tall == f->height && f->wide == f->width;
}

/// Images that are computed together, a multiple of `least` where there are as many.
static inline size_t frame_group(const frame *f, size_t images, size_t least) {
  size_t some = GROUP / (frame_floats(f) * least);
  return smaller(images, some > 1 ? some * least : least);
}

/// The frames of `images` maps: the maps themselves, or copies in `space`, whose margins are zero already.
static const float *fill_frames(const frame *f, const float *maps, size_t images, float *space) {
  if (frame_is_map(f)) return maps;
  size_t line = f->wide * f->channels, pixel = f->channels * sizeof(float);
  size_t rows = smaller(f->tall - f->margin, (f->height + f->every - 1) / f->every);
  size_t columns = smaller(f->wide - f->margin, (f->width + f->every - 1) / f->every);
  for (size_t image = 0; image < images; image++) {
    for (size_t row = 0; row < rows; row++) {
      float *to = space + (image * f->tall + f->margin + row) * line + f->margin * f->channels;
      const float *from = maps + (image * f->height + row * f->every) * f->width * f->channels;
      if (f->every == 1) {
        memcpy(to, from, columns * pixel);
      } else {
        for (size_t column = 0; column < columns; column++) {
          memcpy(to + column * f->channels, from + column * f->every * f->channels, pixel);
        }
      }
    }
  }
  return space;
}
