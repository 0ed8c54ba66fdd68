#!/usr/bin/env node
// A shim: keeps compiled code between runs where Node can (22.1 and newer), then runs the built program.
const { enableCompileCache } = require('node:module');
if (enableCompileCache) enableCompileCache();
const { run, systemWorld } = require('../dist/main.cjs');
run(systemWorld()).then((code) => {
  process.exitCode = code;
});
