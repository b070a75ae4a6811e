/// Ends a variant (see variants.h).
#undef NAME
#undef TARGET
#undef LANES
#undef WIDEST
#undef MOST_ROWS
#undef ROWS
#undef EVERY_TILE
#undef EVERY_ROWS
#undef ZIP_LOW
#undef ZIP_HIGH
