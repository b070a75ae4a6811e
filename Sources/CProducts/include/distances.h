/// What a search for the nearest of a few centres does besides products, in double precision.
///
/// Points come in panels of 32, entry by entry; a block holds, centre by centre, 32 numbers, one a point. Every step is
/// rounded alone, so that bits do not depend on the processor.
#pragma once
#include <stddef.h>

enum { distances_panel = 32 };

/// block = the squared distances max(0, squares + length - 2 block), where block held the inner products.
void distances_of_products(size_t centres, const double *squares, const double *lengths, double *block);

/// Lowers the 32 numbers of `least` to the distances of a block where those are below them, and sets `owners` to whose they
/// are: first, first + 1 and so on. Of equals the first is kept.
void distances_lower(size_t centres, size_t first, const double *block, double *least, double *owners);

/// Which points of a block have a centre other than their own with distance x gain below its limit: bit p for point p.
unsigned distances_movable(
    size_t centres, const double *block, const double *gains, const double *limits, const double *owners);

/// Adds each row to the sum of its group, top to bottom.
void distances_add_rows(size_t rows, size_t width, const double *points, const ptrdiff_t *groups, double *sums);

/// || x - y ||^2, summed in eight parts.
double distances_square(size_t width, const double *x, const double *y);
