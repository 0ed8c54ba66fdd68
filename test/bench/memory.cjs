// Preloaded into a Node program under measurement: on exit it records the peak memory in KiB, as the system counts it.
// Uses `resourceUsage` only as a fallback: on Linux its peak includes that of the parent process.
const { readFileSync, writeFileSync } = require('node:fs');

const peak = () => {
  try {
    return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]);
  } catch {
    return process.resourceUsage().maxRSS;
  }
};

if (process.env.BENCH_MEMORY_FILE) process.on('exit', () => writeFileSync(process.env.BENCH_MEMORY_FILE, String(peak())));
