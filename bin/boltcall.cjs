#!/usr/bin/env node
// A shim in the oldest syntax, so that any Node can say that it is too old. Then it keeps compiled code between runs where Node can (22.1
// and newer), and runs the built program.
var version = process.versions.node;
var parts = version.split('.').map(Number);
if (parts[0] > 20 || (parts[0] === 20 && parts[1] >= 19)) {
  start();
} else {
  process.exitCode = 2;
  console.error('error: boltcall needs Node 20.19 or newer; this is %s\nInstall a newer one from https://nodejs.org.', version);
}

function start() {
  var enableCompileCache = require('node:module').enableCompileCache;
  if (enableCompileCache) enableCompileCache();
  // Every request in progress waits for the same signals to abort; from the eleventh on, Node would print a warning.
  require('node:events').setMaxListeners(0);
  var main = require('../dist/main.cjs');
  // biome-ignore lint/complexity/useArrowFunction: no Node that is too old could read it
  main.run(main.systemWorld()).then(function (code) {
    process.exitCode = code;
    // Everything is done. What holds the program open now (an input that was not read to its end) is nothing that it waits for.
    setTimeout(process.exit, 1000).unref();
  });
}
