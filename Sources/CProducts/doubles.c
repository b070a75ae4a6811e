#include "CProducts.h"
#include "every_core.h"

#if defined(__x86_64__)
#define SCALAR double
#define DOUBLES
#include "multiply.h"

int products_multiply_double(
    products_variant variant, size_t m, size_t n, size_t k, const double *a, size_t lda, int transpose_a,
    const double *b, size_t ldb, int transpose_b, double *c, size_t ldc, int accumulate) {
  return multiply(variant, m, n, k, a, lda, transpose_a, b, ldb, transpose_b, c, ldc, accumulate);
}

#else

int products_multiply_double(
    products_variant variant, size_t m, size_t n, size_t k, const double *a, size_t lda, int transpose_a,
    const double *b, size_t ldb, int transpose_b, double *c, size_t ldc, int accumulate) {
  return 0;
}

#endif

EVERY_CORE void products_scale_rows(
    size_t samples, size_t repeats, size_t width, const double *restrict factors, double *restrict rows) {
  for (size_t row = 0; row < samples * repeats; row++) {
    const double *factor = factors + row / repeats * width;
    for (size_t column = 0; column < width; column++) rows[row * width + column] *= factor[column];
  }
}
