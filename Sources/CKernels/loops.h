/// What the files of loops share.
#pragma once
#include "CKernels.h"

/// Products and sums are rounded one by one, so that every variant of a loop gives the same bits.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__)
#define EVERY_CORE __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EVERY_CORE
#endif

/// A piece of a loop; it takes on the instruction set of the loop that it is put into.
#define PIECE static inline __attribute__((always_inline))

/// Partial sums of a reduction. Their number is fixed, so the order of additions does not depend on the vectors.
#define LANES 16

/// The sum of lanes and of what did not fill them.
PIECE double kernels_total(const double *lanes, double rest) {
  for (int lane = 0; lane < LANES; lane++) rest += lanes[lane];
  return rest;
}
