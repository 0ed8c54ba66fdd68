import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseAst } from 'rolldown/parseAst';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One import in a file. */
export interface Import {
  /** As written: `./view.ts`, `commander`, `node:path`. */
  readonly specifier: string;
  /** The project file that it resolves to, from the root of the repository; absent for libraries. */
  readonly to?: string;
  /** A type-only import, which does not exist at run time. */
  readonly type: boolean;
  /** A dynamic `import()`, loaded on demand. */
  readonly lazy: boolean;
}

/** The facts about one file of `src/` that the rules check. */
export interface Source {
  /** Path from the root of the repository: `src/client/client.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  /** Names used, other than member names: `process`, `console`. */
  readonly names: ReadonlySet<string>;
  /** String literals, and templates without values. */
  readonly strings: readonly string[];
  /** Objects read with a key in brackets: `options` for `options['limit']`, `values` for `given.values[name]`. */
  readonly keyed: readonly string[];
  /** Members called, with the name before them: `stdout.write`, `process.exit`. */
  readonly calls: readonly string[];
  /** Syntax that bypasses type checking: `any`, `as unknown as`, `!`. */
  readonly doubts: readonly string[];
}

type Node = { readonly type: string } & Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

const children = (node: Node): Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));

const text = (value: unknown): string | undefined => {
  if (!isNode(value)) return undefined;
  if (value.type === 'Literal' && typeof value['value'] === 'string') return value['value'];
  if (value.type !== 'TemplateLiteral' || !Array.isArray(value['quasis']) || value['quasis'].length !== 1) return undefined;
  const [only] = value['quasis'].filter(isNode);
  const cooked: unknown = only && typeof only['value'] === 'object' && only['value'] !== null ? Reflect.get(only['value'], 'cooked') : undefined;
  return typeof cooked === 'string' ? cooked : undefined;
};

/** Returns the last name of an expression: `write` for `a.stdout.write`, `process` for `process`. */
const lastName = (node: unknown): string => {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return node['computed'] === true ? (text(node['property']) ?? '') : lastName(node['property']);
  return node.type === 'Identifier' && typeof node['name'] === 'string' ? node['name'] : '';
};

/** Reads one file. Throws if it is not valid TypeScript. */
export const readSource = (path: string, content: string): Source => {
  const imports: Import[] = [];
  const names = new Set<string>();
  const strings: string[] = [];
  const keyed: string[] = [];
  const calls: string[] = [];
  const doubts: string[] = [];

  const add = (specifier: string | undefined, type: boolean, lazy: boolean): void => {
    if (specifier === undefined) return;
    const to = specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(path), specifier)) : undefined;
    imports.push({ specifier, type, lazy, ...(to === undefined ? {} : { to }) });
  };
  const typesOnly = (node: Node, kind: unknown): boolean => {
    const specifiers = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
    return (
      kind === 'type' || (specifiers.length > 0 && specifiers.every((specifier) => (specifier['importKind'] ?? specifier['exportKind']) === 'type'))
    );
  };
  const visit = (node: Node, parent: Node | undefined): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        add(text(node['source']), typesOnly(node, node['importKind']), false);
        return;
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        if (isNode(node['source'])) add(text(node['source']), typesOnly(node, node['exportKind']), false);
        break;
      case 'ImportExpression':
        add(text(node['source']), false, true);
        break;
      case 'TSImportType':
        add(text(node['source'] ?? node['argument']), true, false);
        break;
      case 'Identifier': {
        const member = parent?.type === 'MemberExpression' && parent['property'] === node && parent['computed'] !== true;
        const key = parent !== undefined && parent['key'] === node && parent['computed'] !== true && parent['shorthand'] !== true;
        if (!member && !key && typeof node['name'] === 'string') names.add(node['name']);
        break;
      }
      case 'MemberExpression':
        if (node['computed'] === true) keyed.push(lastName(node['object']));
        break;
      case 'CallExpression':
        if (isNode(node['callee']) && node['callee'].type === 'MemberExpression') {
          calls.push(`${lastName(node['callee']['object'])}.${lastName(node['callee'])}`);
        }
        break;
      case 'TSAnyKeyword':
        doubts.push('any');
        break;
      case 'TSNonNullExpression':
        doubts.push('a non-null !');
        break;
      case 'TSAsExpression':
        if (isNode(node['expression']) && node['expression'].type === 'TSAsExpression') doubts.push('as … as');
        break;
      default:
    }
    const literal = text(node);
    if (literal !== undefined) strings.push(literal);
    for (const child of children(node)) visit(child, node);
  };
  const program: unknown = parseAst(content, { lang: 'ts', sourceType: 'module' }, path);
  if (isNode(program)) visit(program, undefined);
  return { path, text: content, imports, names, strings, keyed, calls, doubts };
};

/** Reads all files of `src/`. */
export const readSources = (): Source[] =>
  readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort()
    .map((path) => readSource(path, readFileSync(root + path, 'utf8')));
