/// The pieces of SQL that say how a trial stands, so that counts, rows and restarts agree.
enum TrialSQL {
  /// Joins to `sweep_trials` the accepted result and the attempt that counts: the accepted one, or the last.
  static let last = """
    LEFT JOIN results ON results.trial = sweep_trials.trial
    LEFT JOIN attempts ON attempts.trial = sweep_trials.trial AND attempts.attempt = coalesce(results.attempt,
      (SELECT max(other.attempt) FROM attempts AS other WHERE other.trial = sweep_trials.trial))
    """

  /// `TrialState`'s raw value for a row joined by `last`.
  static let state = """
    CASE WHEN results.trial IS NOT NULL
      THEN CASE WHEN results.diverged_epoch IS NULL THEN 'finished' ELSE 'diverged' END
      WHEN attempts.state = 'leased' THEN 'running'
      WHEN attempts.is_final = 1 THEN 'failed' ELSE 'waiting' END
    """
}
