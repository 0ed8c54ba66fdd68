// Stands in for a tunnel program: prints the script's lines for this run, then keeps running or exits. The test writes further lines to
// a file. Records its process id and arguments for the test, one JSON line per run.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory, ...args] = process.argv.slice(2);
if (args[0] === '--version') {
  console.log('stand-in 1.0');
  process.exit(0);
}
const runs = join(directory, 'runs');
const number = existsSync(runs) ? readFileSync(runs, 'utf8').trim().split('\n').length : 0;
appendFileSync(runs, `${JSON.stringify({ pid: process.pid, args, env: Object.keys(process.env) })}\n`);
const script = JSON.parse(readFileSync(join(directory, 'script.json'), 'utf8'));
const run = script[Math.min(number, script.length - 1)];
const out = run.on === 'stdout' ? process.stdout : process.stderr;
for (const line of run.lines) out.write(`${line}\n`);
out.write('', () => writeFileSync(join(directory, `told-${number}`), ''));
if (run.stubborn) for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {});
if (run.exit !== undefined) process.exitCode = run.exit;
else {
  const more = join(directory, `more-${number}`);
  let told = 0;
  setInterval(() => {
    if (!existsSync(more)) return;
    const text = readFileSync(more, 'utf8');
    if (text.length > told) out.write(text.slice(told));
    told = text.length;
  }, 20);
}
