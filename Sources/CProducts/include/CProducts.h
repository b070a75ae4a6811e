/// Matrix products, in single and in double precision, for the shapes of small networks, on AVX-512 or on AVX2 with FMA.
///
/// An entry of the result is summed in the order of k by fused multiply-adds, in blocks of at most 256 terms, whatever
/// the vectors, the other dimensions, the strides or the alignment: both variants, and every row of every batch, give
/// the same bits.
#pragma once
#include <stddef.h>

typedef enum { products_none, products_avx2, products_avx512 } products_variant;

/// What this processor can run.
products_variant products_best(void);

/// C (m x n) = op(A) op(B), or added to what is in C, all row-major; k > 0.
///
/// op(A) is m x k and op(B) is k x n; `lda`, `ldb`, `ldc` are the rows' strides as stored. The calling thread's
/// workspace is allocated at its first call and freed when the thread ends. Returns 0 if there is no memory for it,
/// with C untouched, else 1. Threads may call at the same time.
int products_multiply(
    products_variant variant, size_t m, size_t n, size_t k, const float *a, size_t lda, int transpose_a,
    const float *b, size_t ldb, int transpose_b, float *c, size_t ldc, int accumulate);

/// The same in double precision, with a workspace of its own.
int products_multiply_double(
    products_variant variant, size_t m, size_t n, size_t k, const double *a, size_t lda, int transpose_a,
    const double *b, size_t ldb, int transpose_b, double *c, size_t ldc, int accumulate);

/// Multiplies each of samples x repeats dense rows, entry by entry, with its sample's row of `factors` (samples x width).
void products_scale_rows(size_t samples, size_t repeats, size_t width, const double *factors, double *rows);

#include "convolution.h"
#include "distances.h"
#include "spectrum.h"
#include "memory.h"
#include "nearest.h"
