// Loaded into a Node program that is measured: at its end it writes down the peak of its memory in KiB, as the system counted it.
// Not `resourceUsage` where there is something better: on Linux its peak includes that of the process that started this one.
const { readFileSync, writeFileSync } = require('node:fs');

const peak = () => {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
};

if (process.env.BENCH_MEMORY_FILE) process.on('exit', () => writeFileSync(process.env.BENCH_MEMORY_FILE, String(peak())));
