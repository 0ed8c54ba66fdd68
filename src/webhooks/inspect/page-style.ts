/** The page's look. It follows the browser's light or dark scheme. */
export const style = `
:root {
  --ground: #f6f7f9; --card: #fff; --ink: #1c2330; --quiet: #667085; --line: #e2e5ea; --pick: #e9f0ff; --accent: #2456d6;
  --good: #0b7a43; --good-ground: #e2f5ea; --bad: #b42318; --bad-ground: #fdeceb; --wait: #8a5a00; --wait-ground: #fff3d9;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #11151c; --card: #181d26; --ink: #e6e9ef; --quiet: #98a2b3; --line: #2a313d; --pick: #1f2c47; --accent: #86aaff;
    --good: #6ad39b; --good-ground: #12301f; --bad: #ff9b92; --bad-ground: #3a1a18; --wait: #f3c969; --wait-ground: #352a10;
  }
}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--ground); color: var(--ink); font: 14px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 18px; padding: 12px 18px; background: var(--card); border-bottom: 1px solid var(--line); }
header p { margin: 0; color: var(--quiet); min-width: 0; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 16px; font-weight: 650; letter-spacing: -0.01em; }
.bolt { color: #f5a300; }
#state { display: inline-flex; align-items: center; gap: 7px; padding: 1px 10px 1px 8px; border-radius: 99px; background: var(--wait-ground); color: var(--wait); font-weight: 550; }
#state[data-state="ready"] { background: var(--good-ground); color: var(--good); }
#state[data-state="closed"], #state[data-state="gone"] { background: var(--bad-ground); color: var(--bad); }
.dot { width: 8px; height: 8px; border-radius: 50%; background: currentColor; }
#route { font-family: var(--mono); font-size: 12px; }
#counts { margin-left: auto; }
main { flex: 1; display: grid; grid-template-columns: minmax(320px, 42%) 1fr; min-height: 0; }
#left { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); }
.bar { display: flex; align-items: center; gap: 12px; padding: 10px 12px; border-bottom: 1px solid var(--line); }
.bar label { white-space: nowrap; color: var(--quiet); }
#filter { flex: 1; min-width: 0; padding: 6px 10px; border: 1px solid var(--line); border-radius: 7px; background: var(--card); color: inherit; font: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
#list { flex: 1; margin: 0; padding: 0; overflow-y: auto; list-style: none; }
#list li { border-bottom: 1px solid var(--line); }
#list button { display: grid; grid-template-columns: auto 1fr auto; gap: 2px 12px; align-items: baseline; width: 100%; padding: 9px 14px; border: 0; border-left: 3px solid transparent; background: none; color: inherit; font: inherit; text-align: left; cursor: pointer; }
#list button:hover { background: var(--card); }
#list button[aria-current="true"] { background: var(--pick); border-left-color: var(--accent); }
#list .time { color: var(--quiet); font: 12px var(--mono); }
#list .event { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#list .about { grid-column: 2 / 4; color: var(--quiet); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#none { padding: 36px 24px; color: var(--quiet); text-align: center; }
code { padding: 1px 5px; border-radius: 5px; background: var(--card); border: 1px solid var(--line); font: 12px var(--mono); }
.chip { display: inline-block; padding: 0 8px; border-radius: 99px; background: var(--line); color: var(--quiet); font-size: 12px; font-weight: 600; white-space: nowrap; }
.chip.good { background: var(--good-ground); color: var(--good); }
.chip.bad { background: var(--bad-ground); color: var(--bad); }
.chip.wait { background: var(--wait-ground); color: var(--wait); }
#detail { overflow-y: auto; padding: 18px 22px 40px; min-width: 0; }
#detail .hint { color: var(--quiet); text-align: center; padding-top: 60px; }
#detail h2 { display: flex; flex-wrap: wrap; align-items: center; gap: 10px; margin: 0 0 4px; font-size: 18px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
#detail h2 .action { margin-left: auto; font-size: 13px; letter-spacing: 0; }
#detail h3 { margin: 22px 0 8px; font-size: 12px; font-weight: 650; text-transform: uppercase; letter-spacing: 0.06em; color: var(--quiet); }
#detail .facts { margin: 0; color: var(--quiet); overflow-wrap: anywhere; }
.action { padding: 6px 14px; border: 1px solid var(--accent); border-radius: 7px; background: var(--accent); color: var(--card); font: inherit; font-weight: 600; cursor: pointer; }
.action.plain { background: none; color: var(--accent); border-color: var(--line); padding: 2px 10px; font-weight: 500; font-size: 12px; }
.action:disabled { opacity: 0.55; cursor: default; }
pre { margin: 0; padding: 12px 14px; border: 1px solid var(--line); border-radius: 9px; background: var(--card); font: 12.5px/1.5 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; }
pre.dump { white-space: pre; overflow-x: auto; }
.block { position: relative; }
.block .action { position: absolute; top: 8px; right: 8px; background: var(--card); }
.headers { width: 100%; border-collapse: collapse; font: 12.5px/1.5 var(--mono); }
.headers td { padding: 2px 0; vertical-align: top; overflow-wrap: anywhere; }
#list .event, #list .about, .headers td { unicode-bidi: isolate; }
.headers td:first-child { padding-right: 16px; color: var(--quiet); white-space: nowrap; }
.attempt { margin: 0 0 12px; }
.attempt p { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin: 0 0 6px; overflow-wrap: anywhere; }
.attempt .quiet, .quiet { color: var(--quiet); }
@media (max-width: 760px) {
  body { height: auto; }
  main { display: block; }
  #left { border-right: 0; max-height: 46vh; }
  #detail { border-top: 1px solid var(--line); }
  .headers td { display: block; }
  .headers td:last-child { padding-bottom: 6px; }
}
`;
