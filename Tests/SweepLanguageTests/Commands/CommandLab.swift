import CodeBundles
import Commands
import SweepLanguage
import SweepModel
import SweepText
import Testing

/// Plans a sweep of a program as `sweeps/a.yaml`, whose files are an archive of one known id.
func planProgram(_ text: String, _ overrides: SweepOverrides = SweepOverrides()) throws(SweepProblems)
  -> SweepPlan
{
  try SweepPlan.plan(
    text: overrides.added(to: text) { ["HOME_DIR": "/home/me", "EMPTY": ""][$0] }, path: "sweeps/a.yaml",
    data: laboratoryData
  ) { request in
    guard request.program != nil || !request.files.isEmpty else { return nil }
    return DataFacts(
      id: DataID(high: 5, low: 5), path: "/code/" + DataID(high: 5, low: 5).description + CodeBundle.ending,
      trainRows: 0, testRows: nil, inputs: 0, targets: 0)
  }
}

func refusal(_ text: String, _ overrides: SweepOverrides = SweepOverrides()) -> [String] {
  do throws(SweepProblems) {
    _ = try planProgram(text, overrides)
    return []
  } catch { return error.lines }
}

extension SweepPlan {
  /// What each trial's program is given as a person would write it, `a=1 b=x`.
  var given: [String] {
    trials.map { trial in
      (CommandTrial(trial.spec)?.arguments ?? []).map { "\($0.name)=\($0.value.pythonText)" }.joined(
        separator: " ")
    }
  }
}
