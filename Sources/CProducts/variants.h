/// Includes VARIANT, the name of a file, once for each instruction set, with
/// NAME(x), TARGET, LANES (of SCALAR in a vector, half as many doubles as floats), ZIP_LOW and ZIP_HIGH (interleave two vectors' halves),
/// WIDEST (vectors in a panel of B), MOST_ROWS (of C held in registers), ROWS(V) (of them beside V vectors of B),
/// EVERY_TILE and EVERY_ROWS (the sizes of tiles that are compiled). PORTABLE, if defined, asks for plain vectors too.
#define ZIP_LOW_4(x, y) __builtin_shufflevector(x, y, 0, 4, 1, 5)
#define ZIP_HIGH_4(x, y) __builtin_shufflevector(x, y, 2, 6, 3, 7)
#define ZIP_LOW_8(x, y) __builtin_shufflevector(x, y, 0, 8, 1, 9, 2, 10, 3, 11)
#define ZIP_HIGH_8(x, y) __builtin_shufflevector(x, y, 4, 12, 5, 13, 6, 14, 7, 15)
#define ZIP_LOW_16(x, y) __builtin_shufflevector(x, y, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define ZIP_HIGH_16(x, y) \
  __builtin_shufflevector(x, y, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)

#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

#define ROWS_TO_6(X, ...) \
  X(1, ##__VA_ARGS__) X(2, ##__VA_ARGS__) X(3, ##__VA_ARGS__) X(4, ##__VA_ARGS__) X(5, ##__VA_ARGS__) X(6, ##__VA_ARGS__)
#define ROWS_7_TO_13(X, ...)                                                                    \
  X(7, ##__VA_ARGS__) X(8, ##__VA_ARGS__) X(9, ##__VA_ARGS__) X(10, ##__VA_ARGS__)              \
  X(11, ##__VA_ARGS__) X(12, ##__VA_ARGS__) X(13, ##__VA_ARGS__)

#if defined(__x86_64__)
#define NAME(x) x##_avx2
#define TARGET __attribute__((target("avx2,fma")))
#if defined(DOUBLES)
#define LANES 4
#define ZIP_LOW ZIP_LOW_4
#define ZIP_HIGH ZIP_HIGH_4
#else
#define LANES 8
#define ZIP_LOW ZIP_LOW_8
#define ZIP_HIGH ZIP_HIGH_8
#endif
#define WIDEST 2
#define MOST_ROWS 6
#define ROWS(vectors, turned) 6
#define EVERY_TILE(X) ROWS_TO_6(X, 1) ROWS_TO_6(X, 2)
#define EVERY_ROWS(X) ROWS_TO_6(X)
#include VARIANT
#include "forget.h"

#define NAME(x) x##_avx512
#define TARGET __attribute__((target("avx512f")))
#if defined(DOUBLES)
#define LANES 8
#define ZIP_LOW ZIP_LOW_8
#define ZIP_HIGH ZIP_HIGH_8
#else
#define LANES 16
#define ZIP_LOW ZIP_LOW_16
#define ZIP_HIGH ZIP_HIGH_16
#endif
#define WIDEST 4
#define MOST_ROWS 13
#define ROWS(vectors, turned) (vectors == 4 ? 6 : turned ? 13 : vectors == 2 ? 8 : 12)
#define EVERY_TILE(X) \
  ROWS_TO_6(X, 1) ROWS_TO_6(X, 2) ROWS_TO_6(X, 4) ROWS_7_TO_13(X, 1) ROWS_7_TO_13(X, 2)
#define EVERY_ROWS(X) ROWS_TO_6(X) ROWS_7_TO_13(X)
#include VARIANT
#include "forget.h"
#endif

#if defined(PORTABLE)
#define NAME(x) x##_portable
#define TARGET
#define LANES 4
#define WIDEST 1
#define MOST_ROWS 6
#define ROWS(vectors, turned) 6
#define EVERY_TILE(X) ROWS_TO_6(X, 1)
#define EVERY_ROWS(X) ROWS_TO_6(X)
#define ZIP_LOW ZIP_LOW_4
#define ZIP_HIGH ZIP_HIGH_4
#include VARIANT
#include "forget.h"
#endif
