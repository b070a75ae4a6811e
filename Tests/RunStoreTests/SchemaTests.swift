import Foundation
import GRDB
import RunStore
import SweepModel
import Testing

/// A row that must not get in, and the name of what keeps it out.
struct BadRow: Sendable, CustomTestStringConvertible {
  var constraint: String
  var sql: String
  init(_ constraint: String, _ sql: String) {
    self.constraint = constraint
    self.sql = sql
  }
  var testDescription: String { constraint }
}

@Suite struct SchemaTests {
  private static let id = "x'00112233445566778899aabbccddeeff'"
  private static let insertSweep =
    "INSERT INTO sweeps (id, name, file, trials, retry_max, submitted_time, asked_time) VALUES"
  private static let insertAttempt =
    "INSERT INTO attempts (trial, attempt, worker, state, failure, failure_text, is_final, ended_time) VALUES"

  static let badRows: [BadRow] =
    [
      BadRow("sweep_id_is_16_bytes", "\(insertSweep) (x'00', 'a', '', 1, 1, 1, 1)"),
      BadRow("sweep_has_a_name", "\(insertSweep) (\(id), '', '', 1, 1, 1, 1)"),
      BadRow("sweep_trials_counted", "\(insertSweep) (\(id), 'a', '', -1, 1, 1, 1)"),
      BadRow("retry_max_not_negative", "\(insertSweep) (\(id), 'a', '', 1, -1, 1, 1)"),
      BadRow(
        "UNIQUE constraint failed: sweeps.id", "\(insertSweep) ((SELECT id FROM sweeps), 'a', '', 1, 1, 1, 1)"
      ),
      BadRow("NOT NULL constraint failed: sweeps.file", "\(insertSweep) (\(id), 'a', NULL, 1, 1, 1, 1)"),
      BadRow(
        "cannot store TEXT value in INTEGER column", "\(insertSweep) (\(id), 'a', '', 1, 1, 'today', 1)"),
      BadRow(
        "cannot store TEXT value in BLOB column", "\(insertSweep) ('0011223344556677', 'a', '', 1, 1, 1, 1)"),
      BadRow("sweep_state_known", "UPDATE sweeps SET state = 'asleep'"),
      BadRow("priority_in_range", "UPDATE sweeps SET priority = 1001"),
      BadRow("pardoned_is_a_flag", "UPDATE attempts SET pardoned = 2"),
      BadRow("time_limit_positive", "UPDATE sweeps SET time_limit_seconds = 0"),
      BadRow("memory_limit_positive", "UPDATE sweeps SET memory_limit_bytes = 0"),
      BadRow("data_id_is_16_bytes", "INSERT INTO data_files (id, path) VALUES (x'0011', '/a')"),
      BadRow("data_has_a_path", "INSERT INTO data_files (id, path) VALUES (\(id), '')"),
      BadRow("trial_id_is_16_bytes", "INSERT INTO trials (id, spec) VALUES (x'0011', '{}')"),
      BadRow(
        "UNIQUE constraint failed: trials.id", "INSERT INTO trials (id, spec) SELECT id, spec FROM trials"),
      BadRow("spec_is_an_object", "INSERT INTO trials (id, spec) VALUES (\(id), '[]')"),
      BadRow("FOREIGN KEY", "INSERT INTO trials (id, data, spec) VALUES (\(id), 9, '{}')"),
      BadRow("position_not_negative", "UPDATE sweep_trials SET position = -1 WHERE position = 0"),
      BadRow("cell_not_negative", "UPDATE sweep_trials SET cell = -1"),
      BadRow("reused_is_a_flag", "UPDATE sweep_trials SET reused = 2"),
      BadRow(
        "UNIQUE constraint failed: sweep_trials.sweep, sweep_trials.position",
        "INSERT INTO trials (id, spec) VALUES (\(id), '{}'); INSERT INTO sweep_trials VALUES (1, 0, 4, 0, 0)"),
      BadRow(
        "UNIQUE constraint failed: sweep_trials.trial, sweep_trials.sweep",
        "INSERT INTO sweep_trials VALUES (1, 7, 1, 0, 0)"),
      BadRow("FOREIGN KEY", "INSERT INTO sweep_trials VALUES (1, 7, 99, 0, 0)"),
      BadRow("FOREIGN KEY", "INSERT INTO sweep_trials VALUES (99, 0, 1, 0, 0)"),
      BadRow("FOREIGN KEY", "DELETE FROM trials WHERE number = 1"),
      BadRow("worker_has_a_name", "UPDATE workers SET name = ''"),
      BadRow("slots_positive", "UPDATE workers SET slots = 0"),
      BadRow(
        "UNIQUE constraint failed: workers.name",
        "INSERT INTO workers SELECT 9, name, host, slots, core_type, 1, 1 FROM workers"),
      BadRow("attempts_count_from_1", "\(insertAttempt) (2, 0, 1, 'leased', NULL, NULL, 0, NULL)"),
      BadRow("attempt_state_known", "\(insertAttempt) (2, 1, 1, 'lost', NULL, NULL, 0, 1)"),
      BadRow("failure_class_known", "\(insertAttempt) (2, 1, 1, 'failed', 'bored', '', 0, 1)"),
      BadRow("failed_has_a_class", "\(insertAttempt) (2, 1, 1, 'failed', NULL, NULL, 0, 1)"),
      BadRow("failed_has_a_class", "\(insertAttempt) (2, 1, 1, 'expired', 'crashed', '', 0, 1)"),
      BadRow("failed_has_a_text", "\(insertAttempt) (2, 1, 1, 'failed', 'crashed', NULL, 0, 1)"),
      BadRow("is_final_is_a_flag", "\(insertAttempt) (2, 1, 1, 'failed', 'crashed', '', 2, 1)"),
      BadRow("only_a_failure_is_final", "\(insertAttempt) (2, 1, 1, 'expired', NULL, NULL, 1, 1)"),
      BadRow("leased_until_it_ends", "\(insertAttempt) (2, 1, 1, 'leased', NULL, NULL, 0, 1)"),
      BadRow("leased_until_it_ends", "\(insertAttempt) (2, 1, 1, 'expired', NULL, NULL, 0, NULL)"),
      BadRow(
        "UNIQUE constraint failed: attempts.trial, attempts.attempt",
        "\(insertAttempt) (1, 1, 1, 'leased', NULL, NULL, 0, NULL)"),
      BadRow(
        "UNIQUE constraint failed: attempts.trial", "\(insertAttempt) (1, 2, 1, 'accepted', NULL, NULL, 0, 1)"
      ),
      BadRow("FOREIGN KEY", "\(insertAttempt) (99, 1, 1, 'leased', NULL, NULL, 0, NULL)"),
      BadRow("FOREIGN KEY", "\(insertAttempt) (2, 1, 99, 'leased', NULL, NULL, 0, NULL)"),
      BadRow("result_of_the_accepted_attempt", insertResult("2, 1, NULL")),
      BadRow("result_of_the_accepted_attempt", insertResult("2, 5, NULL")),
      BadRow("UNIQUE constraint failed: results.trial", insertResult("1, 1, NULL")),
      BadRow("diverged_epoch_positive", "UPDATE results SET diverged_epoch = 0"),
      BadRow("train_seconds_not_negative", "UPDATE results SET train_seconds = -0.5"),
      BadRow("measure_seconds_not_negative", "UPDATE results SET measure_seconds = 9e999"),
      BadRow("FOREIGN KEY", "UPDATE results SET attempt = 2"),
      BadRow("layer_epoch_not_negative", "INSERT INTO layers (trial, epoch, layer) VALUES (1, -1, 1)"),
      BadRow("rows_known", "INSERT INTO layers (trial, epoch, layer, rows) VALUES (1, 1, 1, 'both')"),
      BadRow("layers_count_from_1", "INSERT INTO layers (trial, epoch, layer) VALUES (1, 1, 0)"),
      BadRow(
        "UNIQUE constraint failed: layers.trial, layers.epoch, layers.layer",
        "INSERT INTO layers (trial, epoch, layer) VALUES (1, 300, 1)"),
      BadRow("FOREIGN KEY", "INSERT INTO layers (trial, epoch, layer) VALUES (2, 300, 1)"),
      BadRow("layer_name_is_told", "UPDATE layers SET name = ''"),
      BadRow("curve_epoch_not_negative", "INSERT INTO curves (trial, epoch) VALUES (1, -1)"),
      BadRow("curve_train_loss_is_finite", "UPDATE curves SET train_loss = 9e999"),
      BadRow("curve_test_loss_is_finite", "UPDATE curves SET test_loss = -9e999"),
      BadRow("UNIQUE constraint failed: curves", "INSERT INTO curves (trial, epoch) VALUES (1, 300)"),
      BadRow("FOREIGN KEY", "INSERT INTO curves (trial, epoch) VALUES (2, 300)"),
      BadRow("spectrum_epoch_not_negative", "INSERT INTO spectra VALUES (1, -1, 1, NULL, NULL)"),
      BadRow("spectrum_layers_count_from_1", "INSERT INTO spectra VALUES (1, 1, 0, NULL, NULL)"),
      BadRow("features_take_4_bytes_each", "UPDATE spectra SET features = x'00'"),
      BadRow("weights_take_4_bytes_each", "UPDATE spectra SET weights = x'0000000000'"),
      BadRow("UNIQUE constraint failed: spectra", "INSERT INTO spectra VALUES (1, 300, 1, NULL, NULL)"),
      BadRow("FOREIGN KEY", "INSERT INTO spectra VALUES (2, 300, 1, NULL, NULL)"),
      BadRow(
        "log_is_bounded", "INSERT INTO logs VALUES (1, 1, printf('%.*c', 65535, 'a') || char(233))"),
      BadRow("metric_epoch_not_negative", "INSERT INTO metrics VALUES (1, -1, 0, 'a', 0)"),
      BadRow("metric_layer_not_negative", "INSERT INTO metrics VALUES (1, 1, -1, 'a', 0)"),
      BadRow("manner_is_told", "INSERT INTO manners VALUES (1, '')"),
      BadRow("metric_has_a_name", "INSERT INTO metrics VALUES (1, 1, 0, '', 0)"),
      BadRow("metric_is_finite", "INSERT INTO metrics VALUES (1, 1, 0, 'a', 9e999)"),
      BadRow("key_has_64_digits", "INSERT INTO worker_keys VALUES (1, 'a')"),
      BadRow(
        "UNIQUE constraint failed: metrics",
        "INSERT INTO metrics VALUES (1, 1, 0, 'a', 0), (1, 1, 0, 'a', 1)"),
      BadRow("FOREIGN KEY", "INSERT INTO metrics VALUES (2, 1, 0, 'a', 0)"),
      BadRow("FOREIGN KEY", "INSERT INTO logs VALUES (2, 1, 'never given out')"),
    ]
    + Metric.ofTrials.map {
      BadRow("\($0.name)_is_finite", "UPDATE results SET \($0.name) = 9e999")
    }
    + Metric.ofLayers.map {
      BadRow("\($0.name)_is_finite", "UPDATE layers SET \($0.name) = -9e999")
    }

  private static func insertResult(_ values: String) -> String {
    """
    INSERT INTO results (trial, attempt, diverged_epoch, core_type, processor, libraries, version, host,
      train_seconds, measure_seconds) VALUES (\(values), '', '', '', '', '', 0, 0)
    """
  }

  @Test(arguments: badRows)
  func `the schema refuses a bad row`(_ bad: BadRow) throws {
    let lab = try StoreLab()
    let store = try lab.owner()
    try lab.fill(store, trials: 3)
    try store.commit([lab.leased(0), lab.accepted(0)])
    let error = #expect(throws: DatabaseError.self) { try lab.raw(bad.sql) }
    #expect(error?.resultCode == .SQLITE_CONSTRAINT)
    #expect(error?.message?.contains(bad.constraint) == true, "\(error?.message ?? "")")
  }

  @Test func `each check of the schema has a row that it refuses`() throws {
    let lab = try StoreLab()
    _ = try lab.owner()
    let text = try lab.rawRows("SELECT group_concat(sql) FROM sqlite_master").joined().joined()
    let names = text.matches(of: /CONSTRAINT (\w+)/).map { String($0.1) }
    #expect(names.count > 50)
    #expect(Set(names).subtracting(Self.badRows.map(\.constraint)) == [])
  }

  @Test func `a metric that an older store has no column for gets one, and old rows keep it missing`() throws
  {
    let lab = try StoreLab()
    let store = try lab.owner()
    let sweep = try lab.fill(store, trials: 2)
    try store.commit([lab.leased(0), lab.accepted(0)])
    try store.close()
    try lab.raw(
      "ALTER TABLE layers DROP COLUMN nrc3; ALTER TABLE layers DROP COLUMN name; "
        + "ALTER TABLE results DROP COLUMN r2; DROP TABLE metrics")

    var expected = StoreLab.result(0)
    expected.metrics[.r2] = nil
    for index in expected.layers.indices { expected.layers[index].metrics[.nrc3] = nil }
    let before = try lab.reader().rows(of: sweep)
    #expect(before.layers[StoreLab.trial(0)] == expected.layers)
    #expect(before.trials[0].metrics == expected.metrics)
    #expect(try lab.reader().result(of: StoreLab.trial(0)) == expected)

    let next = try lab.owner()
    var later = StoreLab.result(1)
    later.named = [NamedValue(epoch: 1, name: "reward", value: 2)]
    later.layers[0].name = "conv1"
    try next.commit([lab.leased(1), lab.accepted(1, 1, later)])
    let after = try next.rows(of: sweep)
    #expect(try next.result(of: StoreLab.trial(1)) == later)
    #expect(after.layers[StoreLab.trial(0)] == expected.layers)
    #expect(after.layers[StoreLab.trial(1)] == later.layers)
    #expect(after.trials[1].metrics == StoreLab.result(1).metrics)
    try next.close()
    let error = #expect(throws: DatabaseError.self) { try lab.raw("UPDATE layers SET nrc3 = 9e999") }
    #expect(error?.message?.contains("nrc3_is_finite") == true)
  }
}
