// Skeleton: replaced by the target's first commit.
