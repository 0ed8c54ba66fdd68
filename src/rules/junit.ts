import type { Verdict } from './rule.ts';

/** Escapes text for XML 1.0, which cannot represent most control characters. */
const xml = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, (character) => `&#${character.charCodeAt(0)};`);

const caseOf = ({ call, rule, verdict, turn, why }: Verdict, skipUnjudged: boolean): string => {
  const head = `    <testcase classname="${xml(call)}" name="${xml(rule)}"`;
  const message = xml(`${turn === null ? '' : `turn ${turn}: `}${why ?? ''}`);
  if (verdict === 'passed') return `${head}/>\n`;
  const skipped = verdict === 'skipped' || (verdict === 'unjudged' && skipUnjudged);
  const inner = skipped ? `<skipped message="${verdict === 'skipped' ? 'the rule is not for this call' : message}"/>` : undefined;
  return `${head}>${inner ?? `<failure type="${verdict}" message="${message}"/>`}</testcase>\n`;
};

/**
 * Returns verdicts as JUnit XML for CI systems, one suite per call. `skipUnjudged`: rules that could not be judged are skipped; otherwise they
 * failed.
 */
export const junit = (verdicts: readonly Verdict[], skipUnjudged: boolean): string => {
  const calls = new Map<string, Verdict[]>();
  for (const one of verdicts) calls.set(one.call, [...(calls.get(one.call) ?? []), one]);
  const counts = (some: readonly Verdict[]): string => {
    const failures = some.filter(({ verdict }) => verdict === 'failed' || (verdict === 'unjudged' && !skipUnjudged)).length;
    const skipped = some.filter(({ verdict }) => verdict === 'skipped' || (verdict === 'unjudged' && skipUnjudged)).length;
    return `tests="${some.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
  };
  const suites = [...calls].map(
    ([call, some]) => `  <testsuite name="${xml(call)}" ${counts(some)}>\n${some.map((one) => caseOf(one, skipUnjudged)).join('')}  </testsuite>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="boltcall calls check" ${counts(verdicts)}>\n${suites.join('')}</testsuites>\n`;
};
