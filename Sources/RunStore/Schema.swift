internal import GRDB
internal import SweepModel

/// The tables, and how a store of an older version becomes one of this.
enum Schema {
  /// "Fath" in ASCII: marks the file as ours.
  static let applicationID = 0x4661_7468

  /// Steps from each version to the next; a store's version is how many it has been through. Columns and
  /// the table for metrics are not counted: every opening by an owner adds those that are missing.
  private static let migrations: [@Sendable (Database) throws -> Void] = [
    { try $0.execute(sql: tables) },
    { try $0.execute(sql: control) },
    { try $0.execute(sql: pictures) },
    { try $0.execute(sql: growth) },
    addRows,
  ]

  static var version: Int { migrations.count }

  /// The version of an open file; 0 for an empty one.
  ///
  /// - Throws: `.newerVersion`, `.foreignFile`.
  static func version(of database: Database, path: String) throws -> Int {
    let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if application == 0, found == 0, tables == 0 { return 0 }
    guard application == applicationID else { throw StoreError.foreignFile(path) }
    guard found <= version else { throw StoreError.newerVersion(path, found: found) }
    return found
  }

  static func migrate(_ database: Database, from found: Int) throws {
    try database.inTransaction(.immediate) {
      for step in migrations.dropFirst(found) { try step(database) }
      try addMissingMetrics(database)
      try database.execute(sql: "PRAGMA application_id = \(applicationID)")
      try database.execute(sql: "PRAGMA user_version = \(version)")
      return .commit
    }
  }

  /// What people decide about sweeps while they run.
  private static let control = """
    ALTER TABLE sweeps ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
      CONSTRAINT sweep_state_known CHECK (state IN (\(list(SweepState.self))));
    ALTER TABLE sweeps ADD COLUMN priority INTEGER NOT NULL DEFAULT 0
      CONSTRAINT priority_in_range CHECK (priority BETWEEN -1000 AND 1000);
    ALTER TABLE attempts ADD COLUMN pardoned INTEGER NOT NULL DEFAULT 0
      CONSTRAINT pardoned_is_a_flag CHECK (pardoned IN (0, 1));
    """

  /// What is shown and decides nothing: spectra, four bytes a value, and the last words of attempts.
  private static let pictures = """
    CREATE TABLE spectra (
      trial INTEGER NOT NULL REFERENCES results (trial),
      epoch INTEGER NOT NULL CONSTRAINT spectrum_epoch_not_negative CHECK (epoch >= 0),
      layer INTEGER NOT NULL CONSTRAINT spectrum_layers_count_from_1 CHECK (layer >= 1),
      features BLOB CONSTRAINT features_take_4_bytes_each CHECK (length(features) % 4 = 0),
      weights BLOB CONSTRAINT weights_take_4_bytes_each CHECK (length(weights) % 4 = 0),
      PRIMARY KEY (trial, epoch, layer)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE logs (
      trial INTEGER NOT NULL,
      attempt INTEGER NOT NULL,
      text TEXT NOT NULL CONSTRAINT log_is_bounded CHECK (length(CAST(text AS BLOB)) <= \(LogTail.limit)),
      PRIMARY KEY (trial, attempt),
      FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, attempt)
    ) STRICT, WITHOUT ROWID;
    """

  /// Sweeps that may still grow. One that has no row here is over, as every grid is from the start.
  private static let growth = """
    CREATE TABLE growing_sweeps (
      sweep INTEGER PRIMARY KEY REFERENCES sweeps (number)
    ) STRICT;
    """

  /// Layers of the train rows and of the test rows; those of before are of the train rows. A key cannot be altered, so
  /// that the table is copied once, with all columns of metrics that it has.
  private static func addRows(_ database: Database) throws {
    let metrics = Array(try columns(of: "layers", database).dropFirst(3))
    try database.execute(
      sql: """
        CREATE TABLE layers_by_rows (
          trial INTEGER NOT NULL REFERENCES results (trial),
          epoch INTEGER NOT NULL CONSTRAINT layer_epoch_not_negative CHECK (epoch >= 0),
          layer INTEGER NOT NULL CONSTRAINT layers_count_from_1 CHECK (layer >= 1),
          rows TEXT NOT NULL DEFAULT 'train' CONSTRAINT rows_known CHECK (rows IN (\(list(MeasuredRows.self)))),
          PRIMARY KEY (trial, epoch, layer, rows DESC)
        ) STRICT, WITHOUT ROWID;
        """)
    try add(metrics, to: "layers_by_rows", database)
    let kept = (["trial", "epoch", "layer"] + metrics).joined(separator: ", ")
    try database.execute(
      sql: """
        INSERT INTO layers_by_rows (\(kept)) SELECT \(kept) FROM layers ORDER BY trial, epoch, layer;
        DROP TABLE layers;
        ALTER TABLE layers_by_rows RENAME TO layers;
        """)
  }

  /// Rows refer to each other by small numbers; identifiers are 16-byte blobs, times are microseconds since
  /// 1970 (UTC), and what is not known is NULL. What holds metrics is added by `addMissingMetrics`.
  private static let tables = """
    CREATE TABLE sweeps (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE CONSTRAINT sweep_id_is_16_bytes CHECK (length(id) = 16),
      name TEXT NOT NULL CONSTRAINT sweep_has_a_name CHECK (name <> ''),
      file TEXT NOT NULL,
      trials INTEGER NOT NULL CONSTRAINT sweep_trials_counted CHECK (trials >= 0),
      retry_max INTEGER NOT NULL CONSTRAINT retry_max_not_negative CHECK (retry_max >= 0),
      time_limit_seconds REAL CONSTRAINT time_limit_positive CHECK (time_limit_seconds > 0),
      memory_limit_bytes INTEGER CONSTRAINT memory_limit_positive CHECK (memory_limit_bytes > 0),
      submitted_time INTEGER NOT NULL,
      asked_time INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sweeps_by_name ON sweeps (name);

    CREATE TABLE data_files (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE CONSTRAINT data_id_is_16_bytes CHECK (length(id) = 16),
      path TEXT NOT NULL CONSTRAINT data_has_a_path CHECK (path <> '')
    ) STRICT;

    CREATE TABLE trials (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE CONSTRAINT trial_id_is_16_bytes CHECK (length(id) = 16),
      data INTEGER REFERENCES data_files (number),
      spec TEXT NOT NULL CONSTRAINT spec_is_an_object CHECK (spec GLOB '{*')
    ) STRICT;

    CREATE TABLE sweep_trials (
      sweep INTEGER NOT NULL REFERENCES sweeps (number),
      position INTEGER NOT NULL CONSTRAINT position_not_negative CHECK (position >= 0),
      trial INTEGER NOT NULL REFERENCES trials (number),
      cell INTEGER NOT NULL CONSTRAINT cell_not_negative CHECK (cell >= 0),
      reused INTEGER NOT NULL CONSTRAINT reused_is_a_flag CHECK (reused IN (0, 1)),
      PRIMARY KEY (sweep, position),
      UNIQUE (trial, sweep)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE workers (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CONSTRAINT worker_has_a_name CHECK (name <> ''),
      host TEXT NOT NULL,
      slots INTEGER NOT NULL CONSTRAINT slots_positive CHECK (slots >= 1),
      core_type TEXT NOT NULL,
      joined_time INTEGER NOT NULL,
      seen_time INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE attempts (
      trial INTEGER NOT NULL REFERENCES trials (number),
      attempt INTEGER NOT NULL CONSTRAINT attempts_count_from_1 CHECK (attempt >= 1),
      worker INTEGER NOT NULL REFERENCES workers (number),
      state TEXT NOT NULL CONSTRAINT attempt_state_known
        CHECK (state IN (\(list(AttemptState.self)))),
      failure TEXT CONSTRAINT failure_class_known
        CHECK (failure IN (\(list(FailureClass.self)))),
      failure_text TEXT,
      is_final INTEGER NOT NULL DEFAULT 0 CONSTRAINT is_final_is_a_flag CHECK (is_final IN (0, 1)),
      started_time INTEGER,
      ended_time INTEGER,
      PRIMARY KEY (trial, attempt),
      CONSTRAINT failed_has_a_class CHECK ((state = 'failed') = (failure IS NOT NULL)),
      CONSTRAINT failed_has_a_text CHECK ((failure IS NULL) = (failure_text IS NULL)),
      CONSTRAINT only_a_failure_is_final CHECK (is_final = 0 OR state = 'failed'),
      CONSTRAINT leased_until_it_ends CHECK ((state = 'leased') = (ended_time IS NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX one_accepted_attempt ON attempts (trial) WHERE state = 'accepted';

    CREATE TABLE results (
      trial INTEGER PRIMARY KEY REFERENCES trials (number),
      attempt INTEGER NOT NULL,
      diverged_epoch INTEGER CONSTRAINT diverged_epoch_positive CHECK (diverged_epoch >= 1),
      core_type TEXT NOT NULL,
      processor TEXT NOT NULL,
      libraries TEXT NOT NULL,
      version TEXT NOT NULL,
      host TEXT NOT NULL,
      train_seconds REAL NOT NULL CONSTRAINT train_seconds_not_negative
        CHECK (train_seconds BETWEEN 0 AND \(greatest)),
      measure_seconds REAL NOT NULL CONSTRAINT measure_seconds_not_negative
        CHECK (measure_seconds BETWEEN 0 AND \(greatest)),
      FOREIGN KEY (trial, attempt) REFERENCES attempts (trial, attempt)
    ) STRICT;
    CREATE TRIGGER result_of_the_accepted_attempt BEFORE INSERT ON results
    WHEN (SELECT state FROM attempts WHERE trial = NEW.trial AND attempt = NEW.attempt) IS NOT 'accepted'
    BEGIN SELECT RAISE(ABORT, 'result_of_the_accepted_attempt'); END;

    CREATE TABLE layers (
      trial INTEGER NOT NULL REFERENCES results (trial),
      epoch INTEGER NOT NULL CONSTRAINT layer_epoch_not_negative CHECK (epoch >= 0),
      layer INTEGER NOT NULL CONSTRAINT layers_count_from_1 CHECK (layer >= 1),
      PRIMARY KEY (trial, epoch, layer)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE curves (
      trial INTEGER NOT NULL REFERENCES results (trial),
      epoch INTEGER NOT NULL CONSTRAINT curve_epoch_not_negative CHECK (epoch >= 0),
      train_loss REAL CONSTRAINT curve_train_loss_is_finite CHECK (abs(train_loss) <= \(greatest)),
      test_loss REAL CONSTRAINT curve_test_loss_is_finite CHECK (abs(test_loss) <= \(greatest)),
      PRIMARY KEY (trial, epoch)
    ) STRICT, WITHOUT ROWID;
    """
}
