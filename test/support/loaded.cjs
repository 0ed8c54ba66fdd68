// A test preloads this into the program (NODE_OPTIONS). On exit it records which files and Node built-in modules were loaded.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const parts = process.moduleLoadList.flatMap((entry) => /^NativeModule (?!internal\/)(\S+)$/.exec(entry)?.[1] ?? []);
  if (process.env.LOADED_FILE) writeFileSync(process.env.LOADED_FILE, JSON.stringify({ files: Object.keys(require.cache), parts }));
});
