internal import Findings

/// The page's style sheet: light and dark, paper, 390 px and up. No font or image is fetched.
func pageStyle() -> String {
  """
  :root { color-scheme: light dark; --page: #fbfaf7; --card: #fff; --ink: #1c1d22; --soft: #5d606b;
    --line: #dedcd5; --accent: #6a00a8; --good: #1f7a4d; --warn: #a85b00; --bad: #b3261e; --ground: var(--page);
  \(ramp(Palette.light)) }
  @media (prefers-color-scheme: dark) { :root { --page: #131418; --card: #1b1d23; --ink: #e9e8e4;
    --soft: #a2a4ae; --line: #33353e; --accent: #f2844b; --good: #6fcf97; --warn: #f0b45b; --bad: #ff8a80;
  \(ramp(Palette.dark)) } }
  @media print { :root { --page: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb;
  \(ramp(Palette.light)) } nav, .menu { display: none } section, figure, article { break-inside: avoid } }
  * { box-sizing: border-box }
  body { margin: 0 auto; max-width: 78rem; padding: 2rem 1.25rem 4rem; background: var(--page); color: var(--ink);
    font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }
  h1 { font-size: clamp(1.7rem, 4vw, 2.4rem); line-height: 1.15; margin: .1rem 0 .4rem; overflow-wrap: anywhere }
  h2 { font-size: 1.35rem; margin: 3rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line) }
  h3 { font-size: 1.05rem; margin: 2rem 0 .25rem } h3 + .note { margin-top: 0 }
  p { max-width: 46rem; margin: .5rem 0 } a { color: var(--accent) }
  code, pre { font: .875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
    overflow-wrap: anywhere }
  pre { background: var(--card); border: 1px solid var(--line); border-radius: .4rem; padding: .75rem 1rem;
    overflow-x: auto; white-space: pre-wrap }
  .eyebrow { margin: 0; color: var(--soft); letter-spacing: .08em; text-transform: uppercase; font-size: .78rem }
  .note { color: var(--soft); font-size: .9rem }
  nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0; font-size: .95rem }
  .counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.2rem, 1fr)); gap: .5rem;
    margin: 1.25rem 0 .75rem; padding: 0; list-style: none }
  .counts li { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .5rem .75rem;
    font-size: .85rem; color: var(--soft) }
  .counts b { display: block; color: var(--ink); font-size: 1.45rem; line-height: 1.2; font-variant-numeric: tabular-nums }
  .counts .none b { color: var(--soft); font-weight: 400 }
  .bar { display: flex; height: .55rem; border-radius: .3rem; overflow: hidden; background: var(--line) }
  .bar i { background: var(--soft) } .bar .counted { background: var(--good) } .bar .trivial { background: var(--warn) }
  .bar .diverged, .bar .failed { background: var(--bad) } .bar .waiting { background: none }
  .banner { border-left: .25rem solid var(--warn); padding: .35rem .9rem; background: var(--card); max-width: none }
  article { --ground: var(--card); background: var(--card); border: 1px solid var(--line); border-left: .25rem solid var(--accent);
    border-radius: .5rem; padding: .9rem 1.1rem; margin: .75rem 0 }
  article { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2.5rem; align-items: start }
  article .words { flex: 1 1 22rem; max-width: 46rem } article .scroll { flex: 0 1 auto; min-width: 0; margin: 0 }
  article details { flex: 1 1 100%; min-width: 0 }
  article.open { border-left-color: var(--line) } article h4 { margin: 0 0 .25rem; font-size: 1rem }
  article p { margin: .25rem 0 .6rem; max-width: 60rem } article.open p { color: var(--soft) }
  .scroll { overflow-x: auto; margin: .5rem 0; background:
    linear-gradient(to right, var(--ground) 40%, transparent) 0 0 / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--ground) 40%, transparent) 100% 0 / 2.5rem 100% no-repeat local,
    linear-gradient(to right, var(--line), transparent) 0 0 / .8rem 100% no-repeat scroll,
    linear-gradient(to left, var(--line), transparent) 100% 0 / .8rem 100% no-repeat scroll }
  table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums }
  th, td { padding: .22rem .8rem .22rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line) }
  td { white-space: nowrap } td.wrap { white-space: normal }
  th { font-weight: 600; color: var(--soft); vertical-align: bottom } .n { text-align: right }
  details { margin: .5rem 0 } summary { cursor: pointer; color: var(--soft); font-size: .9rem }
  .charts { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr)) }
  figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
    padding: .6rem .75rem .4rem; min-width: 0; max-width: 36rem }
  figcaption { font-size: .88rem; font-weight: 600 } .chart { width: 100%; min-height: 12rem; color: var(--ink) }
  .chart svg { display: block; max-width: 100%; overflow: visible }
  @media (max-width: 30rem) { th, td { padding-right: .45rem; font-size: .78rem } td { white-space: normal } }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
  #vg-tooltip-element { font-size: .8rem }
  """
}

private func ramp(_ palette: [String]) -> String {
  "  " + palette.indices.map { "--ramp-\($0): \(palette[$0]);" }.joined(separator: " ")
}
