#ifndef CBUILD_H
#define CBUILD_H

/// The commit that this binary was built from, or "unknown".
const char *fathom_commit(void);

#endif
