import type { Import, Source } from './source.ts';

/** A rule and its check, which returns the violations in the whole tree as sentences. */
export interface Rule {
  readonly name: string;
  broken(sources: readonly Source[]): string[];
}

/** Returns the part of the tree that a file belongs to: its directory below `src/`, or its own name (`main.ts`). */
export const part = (path: string): string => path.split('/')[1] ?? '';

const own = (source: Source): Array<Import & { to: string }> =>
  source.imports.flatMap((item) => (item.to === undefined ? [] : [{ ...item, to: item.to }]));
const libraries = (source: Source): Import[] => source.imports.filter((item) => item.to === undefined && !item.specifier.startsWith('node:'));
const startsWithAny = (path: string, beginnings: readonly string[]): boolean => beginnings.some((beginning) => path.startsWith(beginning));

/**
 * The layers of `src/`, the lowest first. A file imports only from lower layers or from its own entry; the entries of one layer do not
 * import each other. This also applies to types and to lazy imports.
 */
export const layers: ReadonlyArray<readonly string[]> = [
  ['src/errors.ts', 'src/platform.ts', 'src/version.ts'],
  ['src/files.ts', 'src/resources/', 'src/transport/'],
  ['src/world.ts'],
  ['src/running.ts', 'src/programs/', 'src/values/'],
  ['src/client/', 'src/output/', 'src/sandbox/'],
  ['src/profiles/'],
  ['src/ledger/'],
  ['src/bulk/', 'src/rules/', 'src/webhooks/'],
  ['src/doctor/'],
  ['src/cli/'],
  ['src/completion/', 'src/mcp/'],
  ['src/commands/'],
  ['src/main.ts'],
];

/** Returns the entry of `layers` that a file belongs to, and its height. */
const layerOf = (path: string): { entry: string; height: number } | undefined => {
  for (const [height, entries] of layers.entries()) {
    const entry = entries.find((candidate) => path === candidate || (candidate.endsWith('/') && path.startsWith(candidate)));
    if (entry !== undefined) return { entry, height };
  }
  return undefined;
};

const folderOf = (path: string): string => path.replace(/\/[^/]*$/, '');

/** Returns the import cycles between files, or between the groups that `group` maps them to: the members of each, sorted by name. */
const circles = (sources: readonly Source[], group: (path: string) => string): string[][] => {
  const reach = new Map<string, Set<string>>();
  const direct = new Map<string, Set<string>>();
  for (const source of sources) {
    const from = group(source.path);
    const known = direct.get(from) ?? new Set<string>();
    for (const item of own(source)) if (group(item.to) !== from) known.add(group(item.to));
    direct.set(from, known);
  }
  const reachable = (from: string): Set<string> => {
    const known = reach.get(from);
    if (known) return known;
    const found = new Set<string>();
    const open = [...(direct.get(from) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...(direct.get(next) ?? []));
    }
    reach.set(from, found);
    return found;
  };
  const circle = (name: string): string[] => [...direct.keys()].filter((other) => reachable(name).has(other) && reachable(other).has(name)).sort();
  const found = new Map([...direct.keys()].map((name) => circle(name)).map((names) => [names.join(' '), names] as const));
  return [...found.values()].filter((names) => names.length > 1);
};

/** Functions that create or replace a file. Files that only grow (logs, journals) are opened for appending. */
const writing = [
  'writeFile',
  'writeFileSync',
  'rename',
  'renameSync',
  'createWriteStream',
  'copyFile',
  'copyFileSync',
  'appendFile',
  'appendFileSync',
];

/** The only file that writes to the terminal. */
const door = 'src/output/sink.ts';
/** Files that give the terminal to a drawing library; they sanitize each text in it. */
const drawing = ['src/output/progress.ts', 'src/cli/ask/ask.ts'];

/** Files that read the targets of a profile or of a repository's file, to show them or to ask first. */
const readers = [
  'src/profiles/resolve.ts',
  'src/profiles/settings.ts',
  'src/webhooks/kept-targets.ts',
  'src/commands/whoami.ts',
  'src/commands/doctor.ts',
];

/** Files that name a platform: what each supports, how it starts and ends programs, how it installs one. */
const systemSpecific = [
  'src/platform.ts',
  'src/programs/',
  'src/webhooks/tunnels/program/',
  'src/webhooks/tunnels/cloudflared/install.ts',
  'src/webhooks/listen/',
  'src/webhooks/replay/edit.ts',
];

/** Files that read the registry without knowing its contents. */
const interpreters = [
  'src/client/',
  'src/transport/',
  'src/output/',
  'src/completion/',
  'src/sandbox/api/routes.ts',
  'src/sandbox/service/collections.ts',
  'src/sandbox/api/validate.ts',
  'src/cli/operation/operation.ts',
  'src/cli/operation/inputs.ts',
  'src/cli/operation/list.ts',
  'src/cli/program.ts',
  'src/cli/tree/tree.ts',
];
const nouns = 'agents|calls|leads|messages|appointments|webhooks|analytics';
const operationName = new RegExp(`^((${nouns})\\.\\w+|/(${nouns})(/.*)?|(GET|POST|PATCH|DELETE) /.*)$`);

/** The libraries that every start may load: the command tree, and 1 kB that measures the distance from a mistyped word to a valid one. */
const light = ['commander', 'fastest-levenshtein'];

const noun = new RegExp(`^(${nouns})$`);
/** The vocabulary may name resources: it knows that an agent's id belongs to `agents`. */
const mayName = (source: Source, text: string): boolean =>
  !operationName.test(text) && (source.path.startsWith('src/completion/') || !noun.test(text));

/** Variables with these names hold user input. */
const typedNames = ['options', 'option', 'given', 'typed', 'values', 'words', 'args', 'arguments'];

/** Returns the files that are loaded as soon as one of these is. */
const loadedWith = (sources: readonly Source[], first: readonly string[]): Source[] => {
  const found = new Map<string, Source>();
  const visit = (path: string): void => {
    const source = sources.find((candidate) => candidate.path === path);
    if (source === undefined || found.has(path)) return;
    found.set(path, source);
    for (const item of own(source)) if (!item.type && !item.lazy) visit(item.to);
  };
  for (const path of first) visit(path);
  return [...found.values()];
};

const each = (look: (source: Source) => string[]) => (sources: readonly Source[]) => sources.flatMap(look);

export const rules: readonly Rule[] = [
  {
    name: 'each layer imports only the layers below it',
    broken: each((source) => {
      const from = layerOf(source.path);
      if (from === undefined) return [`${source.path}: no layer has ${part(source.path)}`];
      return own(source).flatMap((item) => {
        const to = layerOf(item.to);
        if (to === undefined || to.entry === from.entry || to.height < from.height) return [];
        return [`${source.path} imports ${item.to}: ${part(source.path)} does not stand above ${part(item.to)}`];
      });
    }),
  },
  {
    name: 'no files import each other in a circle',
    broken: (sources) => circles(sources, (path) => path).map((names) => `a circle of files: ${names.join(', ')}`),
  },
  {
    name: 'no folders import each other in a circle, at any depth',
    broken: (sources) =>
      circles(sources, (path) => (folderOf(path) === 'src' ? path : folderOf(path))).map((names) => `a circle of folders: ${names.join(', ')}`),
  },
  {
    name: 'the sandbox shares no code with the side that it answers',
    broken: each((source) =>
      part(source.path) === 'sandbox'
        ? own(source).flatMap((item) =>
            part(item.to) === 'transport' ? [`${source.path} imports ${item.to}: the two sides share only resources`] : [],
          )
        : [],
    ),
  },
  {
    name: 'commands, completion and profiles know requests as types only: connections are opened below them',
    broken: each((source) =>
      ['src/cli/', 'src/commands/', 'src/completion/', 'src/profiles/'].some((folder) => source.path.startsWith(folder))
        ? own(source).flatMap((item) =>
            part(item.to) === 'transport' && !item.type ? [`${source.path} imports ${item.to}: only its types may be`] : [],
          )
        : [],
    ),
  },
  {
    name: 'resources are data and errors stand alone: they import nothing, no library and no module of Node either',
    broken: each((source) =>
      part(source.path) === 'resources' || source.path === 'src/errors.ts'
        ? source.imports
            .filter((item) => part(item.to ?? '') !== 'resources' || source.path === 'src/errors.ts')
            .map((item) => `${source.path} imports ${item.specifier}: ${part(source.path)} imports nothing`)
        : [],
    ),
  },
  {
    name: 'an import leads to a file of src',
    broken: (sources) =>
      sources.flatMap((source) =>
        own(source)
          .filter((item) => !sources.some(({ path }) => path === item.to))
          .map((item) => `${source.path} imports ${item.to}, which is no file of src`),
      ),
  },
  {
    name: 'commander is known in cli only',
    broken: each((source) =>
      part(source.path) === 'cli'
        ? []
        : libraries(source).flatMap((item) => (item.specifier === 'commander' ? [`${source.path} imports commander: only cli knows it`] : [])),
    ),
  },
  {
    name: 'the program starts light: what is loaded at once holds no heavy library',
    broken: (sources) =>
      loadedWith(sources, ['src/main.ts', 'src/cli/program.ts']).flatMap((source) =>
        libraries(source)
          .filter((item) => !item.type && !item.lazy && !light.includes(item.specifier))
          .map((item) => `${source.path} is loaded at every start and imports ${item.specifier}: use await import() where it is needed`),
      ),
  },
  {
    name: 'process is read in world.ts only, and never ended by force',
    broken: each((source) => [
      ...(source.names.has('process') && source.path !== 'src/world.ts' ? [`${source.path} uses process: take it from World`] : []),
      ...source.imports.filter((item) => item.specifier === 'node:process').map(() => `${source.path} imports node:process: take it from World`),
      ...(source.calls.includes('process.exit') ? [`${source.path} calls process.exit: throw a Failure, so that every finally runs`] : []),
      ...(source.names.has('globalThis') && /globalThis\s*(\.|\[.)process/.test(source.text)
        ? [`${source.path} uses process: take it from World`]
        : []),
    ]),
  },
  {
    name: 'time, chance and the name of the machine come from World, so that limits are tried without waiting',
    // The connections of the real network are part of the world, opened by World.network. The page runs in a browser, which has no World.
    // Tests must not choose values that nobody may guess.
    broken: each((source) =>
      ['src/files.ts', 'src/output/text/safe.ts'].includes(source.path) ||
      startsWithAny(source.path, ['src/world.ts', 'src/transport/connect/', 'src/webhooks/inspect/page/'])
        ? []
        : [
            ...['setTimeout', 'setInterval', 'randomBytes', 'randomUUID'].filter((name) => source.names.has(name)),
            ...['Date.now', 'Math.random'].filter((name) => source.calls.includes(name)),
            ...(/\bhostname\(\)/.test(source.text) ? ['hostname()'] : []),
            ...source.imports.map(({ specifier }) => specifier).filter((specifier) => /^(node:)?timers\b/.test(specifier)),
          ].map((name) => `${source.path} uses ${name}: take it from World`),
    ),
  },
  {
    name: 'one place makes directories, since the runtime may try for ever',
    broken: each((source) =>
      source.path === 'src/files.ts'
        ? []
        : ['mkdir', 'mkdirSync'].filter((name) => source.names.has(name)).map((name) => `${source.path} uses ${name}: call makeDirectory`),
    ),
  },
  {
    name: 'one place writes whole files, since a link, a device or a second writer may stand in the way',
    broken: each((source) =>
      // A ledger is claimed by linking and replaced under its own lock; a journal of an earlier version is moved away.
      ['src/files.ts', 'src/ledger/file.ts', 'src/ledger/embedded-book.ts', 'src/bulk/journal.ts'].includes(source.path)
        ? []
        : [
            ...writing
              .filter((name) => source.names.has(name) || source.calls.some((call) => call.endsWith(`.${name}`)))
              .map((name) => `${source.path} uses ${name}: call writeWhole`),
            ...libraries(source)
              .filter(({ specifier }) => specifier === 'write-file-atomic')
              .map(() => `${source.path} imports write-file-atomic: call writeWhole`),
          ],
    ),
  },
  {
    name: 'one door starts programs',
    broken: each((source) =>
      part(source.path) === 'programs'
        ? []
        : source.imports
            .filter(({ specifier }) => ['node:child_process', 'child_process', 'execa'].includes(specifier))
            .map(({ specifier }) => `${source.path} imports ${specifier}: start programs through src/programs`),
    ),
  },
  {
    name: 'one place writes to the terminal',
    broken: each((source) => [
      ...(source.names.has('console') ? [`${source.path} uses console: print through Printer`] : []),
      ...(source.path === door
        ? []
        : source.calls
            .filter((call) => /^std(out|err)\.(write|end)$/.test(call))
            .map((call) => `${source.path} calls ${call}: print through Printer`)),
      ...(drawing.includes(source.path)
        ? []
        : (source.text.match(/\b(pipe|pipeline)\([^)\n]*std(out|err)\b|\b(stream|output): (world\.)?std(out|err)\b/g) ?? []).map(
            (beside) => `${source.path} has ${beside}: print through Printer`,
          )),
    ]),
  },
  {
    name: 'deliveries go where a repository says through one door, which asks',
    // An option of that name is user input.
    broken: each((source) =>
      /\bsettings(\.value)?\.(forwardTo|routes)\b|\b(forwardTo|routes)\b[^;=\n]*\} = [\w.]*settings\b/.test(source.text) &&
      !readers.includes(source.path)
        ? [`${source.path} reads targets of the settings: take keptTargets`]
        : [],
    ),
  },
  {
    name: 'no interpreter names an operation',
    broken: each((source) =>
      startsWithAny(source.path, interpreters)
        ? [
            ...source.strings
              .filter((text) => !mayName(source, text))
              .map((text) => `${source.path} names '${text}': what holds for one operation belongs in the registry or in its own file`),
            ...own(source)
              .filter((item) => !item.type && new RegExp(`^src/resources/(${nouns})\\.ts$`).test(item.to))
              .map((item) => `${source.path} imports ${item.to}: an interpreter takes any resource`),
          ]
        : [],
    ),
  },
  {
    name: 'no command reads an option by its name as text: it gets them typed',
    broken: each((source) =>
      part(source.path) === 'commands'
        ? [
            ...source.keyed
              .filter((name) => typedNames.includes(name))
              .map((name) => `${source.path} reads ${name}[…]: take the member that defineCommand gives`),
            ...(source.names.has('Values') ? [`${source.path} takes Values, which say nothing of what was typed: take ValuesOf its options`] : []),
            ...source.calls.filter((call) => call === 'Reflect.get').map(() => `${source.path} calls Reflect.get: name the member`),
          ]
        : [],
    ),
  },
  {
    name: 'what differs between systems is said in platform.ts, and where programs are started',
    broken: each((source) =>
      startsWithAny(source.path, systemSpecific)
        ? []
        : source.strings
            .filter((text) => ['win32', 'darwin', 'freebsd'].includes(text))
            .map((text) => `${source.path} names '${text}': ask platformOf`),
    ),
  },
  {
    name: 'no syntax hides a doubt',
    broken: each((source) => [
      ...source.doubts.map((doubt) => `${source.path} has ${doubt}: check the value instead`),
      ...(source.text.match(/@ts-(ignore|expect-error|nocheck)/g) ?? []).map((comment) => `${source.path} has ${comment}: mend the type instead`),
    ]),
  },
  {
    name: 'folders are named for what is inside',
    broken: each((source) =>
      source.path
        .split('/')
        .slice(0, -1)
        .concat(source.path.replace(/^.*\/|\.ts$/g, ''))
        .filter((name) => /^(utils?|helpers?|common|lib|core|misc|shared)$/.test(name))
        .map((name) => `${source.path}: '${name}' says nothing of what is inside`),
    ),
  },
  {
    name: 'a file holds one idea: at most 14 kB',
    broken: each((source) =>
      Buffer.byteLength(source.text) > 14 * 1024 ? [`${source.path} has ${Buffer.byteLength(source.text)} bytes: split it`] : [],
    ),
  },
];

/** The names allowed at the top of the repository, without generated and ignored files. */
export const topLevel = [
  '.ci',
  '.github',
  '.gitignore',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'bin',
  'biome.json',
  'completions',
  'man',
  'package-lock.json',
  'package.json',
  'skills',
  'schemas',
  'src',
  'test',
  'tsconfig.json',
];

/** Returns the names at the top that are not allowed. */
export const strangers = (names: readonly string[]): string[] => names.filter((name) => !topLevel.includes(name));
