/// Parts of a scratch of work memory.
#pragma once
#include <stddef.h>

/// Hands out parts of the scratch, or only counts them.
typedef struct {
  float *floats;
  size_t used;
} cutter;

/// `count` floats that begin on a cache line if the scratch does.
static inline float *cut(cutter *cutter, size_t count) {
  float *part = cutter->floats ? cutter->floats + cutter->used : NULL;
  cutter->used += (count + 15) / 16 * 16;
  return part;
}
