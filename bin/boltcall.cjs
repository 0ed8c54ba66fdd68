#!/usr/bin/env node
// A shim: keeps compiled code between runs where Node can (22.1 and newer), then runs the built program.
const { enableCompileCache } = require('node:module');
if (enableCompileCache) enableCompileCache();
const { crash, run, systemWorld } = require('../dist/main.cjs');
const world = systemWorld();
// Nothing is known of the program after such a fault: it ends here, with words instead of a bare stack.
process.once('uncaughtException', (thrown) => {
  crash(world, thrown).then((code) => process.exit(code));
});
run(world).then((code) => {
  process.exitCode = code;
});
