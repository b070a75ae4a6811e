/// The spectrum of a symmetric matrix of low order in double precision, without LAPACK, whose drivers cost more than their
/// arithmetic there.
///
/// Householder's reduction to tridiagonal form, then QL steps with implicit shifts (Golub and Van Loan, Matrix Computations,
/// 8.3). Every step is rounded alone, so that bits do not depend on the processor.
#pragma once
#include <stddef.h>

/// values = the eigenvalues of A, in no order, and if `vectors` is given its rows = their orthonormal eigenvectors.
///
/// A is order x order with both triangles, entries finite and at most 1; it is overwritten, `room` (3 x order) as well.
/// Returns 0 where an eigenvalue takes more than 60 steps, else 1.
int spectrum_of(size_t order, double *full, double *values, double *vectors, double *room);

/// values = the singular values of `entries` (rows x columns, rows <= columns), in no order; `entries` is overwritten.
///
/// One-sided Jacobi rotations of the rows: small values are as near to the truth, relative to themselves, as the rows allow.
/// Entries are finite and at most 1. Returns 0 where that takes more than 60 sweeps, else 1.
int spectrum_singular(size_t rows, size_t columns, double *entries, double *values);
