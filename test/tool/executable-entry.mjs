// The entry of the single executable, like bin/boltcall.cjs in the package.
import { crash, run, systemWorld } from '../../src/main.ts';

const world = systemWorld();
process.once('uncaughtException', (thrown) => {
  crash(world, thrown).then((code) => process.exit(code));
});
run(world).then((code) => {
  process.exitCode = code;
});
