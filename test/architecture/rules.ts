import type { Import, Source } from './source.ts';

/** A rule and, of the whole tree, the sentences that say where it is broken. */
export interface Rule {
  readonly name: string;
  broken(sources: readonly Source[]): string[];
}

/** The part of the tree that a file belongs to: its folder below `src/`, or its own name (`main.ts`). */
export const part = (path: string): string => path.split('/')[1] ?? '';

const own = (source: Source): Array<Import & { to: string }> =>
  source.imports.flatMap((item) => (item.to === undefined ? [] : [{ ...item, to: item.to }]));
const libraries = (source: Source): Import[] => source.imports.filter((item) => item.to === undefined && !item.specifier.startsWith('node:'));
const startsWithAny = (path: string, beginnings: readonly string[]): boolean => beginnings.some((beginning) => path.startsWith(beginning));

/** Everybody may use these. */
const open = ['src/errors.ts', 'src/files.ts', 'src/world.ts', 'src/version.ts'];

/**
 * Who may import whom, beside themselves. `types` may be imported as types only: they describe a value that is handed in.
 * A part that is not named here is a mistake too.
 */
const allowed: Readonly<Record<string, { readonly values: readonly string[]; readonly types?: readonly string[] }>> = {
  resources: { values: [] },
  'errors.ts': { values: [] },
  'version.ts': { values: [] },
  'files.ts': { values: [] },
  values: { values: ['src/resources/', 'src/transport/addresses.ts', 'src/transport/connect/proxy.ts'] },
  'world.ts': { values: ['src/transport/'] },
  'main.ts': { values: ['src/cli/', 'src/completion/', 'src/output/', 'src/profiles/', 'src/transport/redact.ts'] },
  cli: {
    values: [
      'src/resources/',
      'src/values/',
      'src/client/',
      'src/output/',
      'src/profiles/',
      'src/webhooks/',
      'src/bulk/',
      'src/sandbox/',
      'src/commands/index.ts',
      'src/commands/open.ts',
      'src/completion/complete.ts',
    ],
    types: ['src/transport/'],
  },
  commands: {
    values: [
      'src/cli/',
      'src/resources/',
      'src/values/',
      'src/client/',
      'src/output/',
      'src/profiles/',
      'src/webhooks/',
      'src/bulk/',
      'src/doctor/',
      'src/sandbox/',
      'src/completion/',
    ],
    types: ['src/transport/'],
  },
  client: { values: ['src/transport/', 'src/resources/'] },
  transport: { values: [] },
  // What a setting's text means is read by the same pure functions as an option's.
  profiles: {
    values: ['src/output/', 'src/resources/', 'src/values/', 'src/sandbox/control/running.ts'],
    types: ['src/transport/'],
  },
  output: { values: ['src/resources/'] },
  // A tunnel and a forwarder open connections of their own; the app secret is kept beside the profiles.
  webhooks: {
    values: ['src/values/', 'src/client/', 'src/output/', 'src/resources/', 'src/transport/', 'src/profiles/generated.ts'],
    types: ['src/profiles/'],
  },
  doctor: { values: ['src/client/', 'src/transport/', 'src/webhooks/tunnels/'], types: ['src/profiles/'] },
  bulk: { values: ['src/client/', 'src/output/', 'src/resources/'], types: ['src/profiles/'] },
  sandbox: { values: ['src/resources/', 'src/values/signature.ts'] },
  // It walks the tree of commands, without running any.
  completion: {
    values: [
      'src/resources/',
      'src/cli/tree/tree.ts',
      'src/cli/command/global-options.ts',
      'src/cli/tree/aliases.ts',
      'src/cli/operation/id-cache.ts',
      'src/profiles/',
      'src/output/sink.ts',
    ],
    types: ['src/cli/'],
  },
};

/** The files in which the terminal is written to. */
const writers = ['src/main.ts', 'src/output/print.ts', 'src/output/sink.ts', 'src/output/report.ts', 'src/output/progress.ts', 'src/cli/ask/ask.ts'];

/** What reads the registry without knowing what is in it. */
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

/** The libraries that every start may load: the command tree, and 1 kB that measures how far a mistyped word is from a right one. */
const light = ['commander', 'fastest-levenshtein'];

const noun = new RegExp(`^(${nouns})$`);
/** The vocabulary itself knows that an agent's id is one of `agents`. */
const mayName = (source: Source, text: string): boolean =>
  !operationName.test(text) && (source.path.startsWith('src/completion/') || !noun.test(text));

/** The files that are loaded as soon as one of these is. */
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
    name: 'each part imports only the parts below it',
    broken: each((source) => {
      const from = part(source.path);
      const rule = allowed[from];
      if (rule === undefined) return [`${source.path}: nobody has said what ${from} may import`];
      return own(source)
        .filter((item) => part(item.to) !== from && !open.includes(item.to))
        .filter((item) => !startsWithAny(item.to, rule.values) && !(item.type && startsWithAny(item.to, rule.types ?? [])))
        .map((item) => {
          const asType = startsWithAny(item.to, rule.types ?? []) ? ' other than as a type' : '';
          return `${source.path} imports ${item.to}: ${from} never imports ${part(item.to)}${asType}`;
        });
    }),
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
    name: 'one place makes directories, since the runtime may try for ever',
    broken: each((source) =>
      source.path === 'src/files.ts'
        ? []
        : ['mkdir', 'mkdirSync'].filter((name) => source.names.has(name)).map((name) => `${source.path} uses ${name}: call makeDirectory`),
    ),
  },
  {
    name: 'one place writes to the terminal',
    broken: each((source) => [
      ...(source.names.has('console') ? [`${source.path} uses console: print through Printer`] : []),
      ...(writers.includes(source.path)
        ? []
        : source.calls.filter((call) => /^std(out|err)\.write$/.test(call)).map((call) => `${source.path} calls ${call}: print through Printer`)),
    ]),
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

/** What the top of the repository may hold; generated and ignored things apart. */
export const topLevel = [
  '.ci',
  '.gitignore',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'bin',
  'biome.json',
  'completions',
  'package-lock.json',
  'package.json',
  'src',
  'test',
  'tsconfig.json',
];

/** The names at the top that nobody has allowed. */
export const strangers = (names: readonly string[]): string[] => names.filter((name) => !topLevel.includes(name));
