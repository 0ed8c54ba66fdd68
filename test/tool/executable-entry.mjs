// The entry of the single executable, like bin/boltcall.cjs in the package.
import { run, systemWorld } from '../../src/main.ts';

run(systemWorld()).then((code) => {
  process.exitCode = code;
  setTimeout(process.exit, 1000).unref();
});
