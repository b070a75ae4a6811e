extension Schema {
  /// Sweeps that may still grow. One that has no row here is over, as every grid is from the start.
  static let growth = """
    CREATE TABLE growing_sweeps (
      sweep INTEGER PRIMARY KEY REFERENCES sweeps (number)
    ) STRICT;
    """
}
