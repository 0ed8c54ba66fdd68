// Loaded into the program by a test (NODE_OPTIONS): at the end it writes down which files and which parts of Node were loaded.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  const parts = process.moduleLoadList.flatMap((entry) => /^NativeModule (?!internal\/)(\S+)$/.exec(entry)?.[1] ?? []);
  if (process.env.LOADED_FILE) writeFileSync(process.env.LOADED_FILE, JSON.stringify({ files: Object.keys(require.cache), parts }));
});
