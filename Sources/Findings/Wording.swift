// Whoever reads findings writes numbers, lists and tables as they do.
@_exported public import Wording
