import { expect, test } from 'vitest';
import { junit } from '../../../src/rules/junit.ts';
import type { Verdict } from '../../../src/rules/rule.ts';

const verdict = (call: string, rule: string, of: Verdict['verdict'], turn: number | null = null, why: string | null = null): Verdict => ({
  call,
  rule,
  verdict: of,
  turn,
  why,
});

const verdicts = [
  verdict('call_1', 'greets', 'passed', 1),
  verdict('call_1', 'a < "b"', 'failed', 3, 'said "x & y"\u0007\nz'),
  verdict('call_2', 'greets', 'unjudged', null, 'no transcript'),
  verdict('call_2', 'books', 'skipped'),
];

test('a suite a call, a case a rule; text that XML cannot hold is replaced', () => {
  expect(junit(verdicts, false)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="boltcall calls check" tests="4" failures="2" errors="0" skipped="1">
  <testsuite name="call_1" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="call_1" name="greets"/>
    <testcase classname="call_1" name="a &lt; &quot;b&quot;"><failure type="failed" message="turn 3: said &quot;x &amp; y&quot;\ufffd&#10;z"/></testcase>
  </testsuite>
  <testsuite name="call_2" tests="2" failures="1" errors="0" skipped="1">
    <testcase classname="call_2" name="greets"><failure type="unjudged" message="no transcript"/></testcase>
    <testcase classname="call_2" name="books"><skipped message="the rule is not for this call"/></testcase>
  </testsuite>
</testsuites>
`);
});

test('what cannot be judged is skipped where that is asked for', () => {
  expect(junit(verdicts, true)).toContain('tests="4" failures="1" errors="0" skipped="2"');
});
