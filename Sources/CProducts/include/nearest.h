/// For each of many points its nearest others, by squared distance in single precision, while blocks of products pass by.
///
/// A list holds every point that came by and lies below its limit, in no order. When it is full the limit falls to where
/// `keep` points or a few more lie below it. Every step is rounded alone, so that bits do not depend on the processor.
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct {
  /// Of a list: how many it has room for, a multiple of 16, and how many it keeps when it is full.
  size_t room, keep;
  /// points x room.
  float *values;
  int32_t *places;
  /// One a point.
  size_t *counts;
  float *limits;
} nearest_lists;

enum { nearest_together = 256 };

/// Starts the lists of `count` points, at most `nearest_together`, all in one block of their -2 <x, y>, from each other; `stride` from row to row.
///
/// - squares: of all points; `first` is the place of the block's first point.
/// - starts, ends: for each point of all the range of places, itself among them, that are no neighbours of it.
void nearest_start(
    nearest_lists lists, size_t first, size_t count, const float *products, size_t stride, const float *squares,
    const ptrdiff_t *starts, const ptrdiff_t *ends);

/// Takes in a block for the points of its rows and of its columns, which come after them.
void nearest_take(
    nearest_lists lists, size_t top, size_t rows, size_t left, size_t columns, const float *products,
    size_t stride, const float *squares, const ptrdiff_t *ends);

/// The places of all that may be among the `wanted` nearest of a point, out of `others`, and few more; how many there are.
///
/// A value is off by at most unit x (|x|^2 + |y|^2). Returns -1 where rounding may have kept one out of the list.
ptrdiff_t nearest_candidates(
    nearest_lists lists, size_t point, size_t wanted, size_t others, double unit, const double *squares,
    int32_t *candidates);

/// || x - y ||^2 in double, summed in eight parts.
double nearest_square(size_t width, const float *x, const float *y);
