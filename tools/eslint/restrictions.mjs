/**
 * What Nx's boundaries cannot see, as options of ESLint's `no-restricted-*` rules.
 * ESLint replaces a rule's options where configurations overlap, so each part of the tree gets one composed list.
 */
import { builtinModules } from 'node:module';

/** @typedef {{ selector: string, message: string }} Syntax */

/** @type {readonly Syntax[]} */
export const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals: enums are not erasable.' },
  {
    selector: "BinaryExpression[operator='instanceof'][right.name=/(Error|Fault|Exception)$/]",
    message: 'Recognise errors by `code`: they cross realms, where `instanceof` is false.',
  },
  {
    selector:
      "CallExpression[callee.name='Number'] > :matches(Identifier[name=/minor$/i], MemberExpression[property.name=/minor$/i])",
    message: 'Money stays bigint: Number() loses cents above 2^53.',
  },
  {
    selector:
      "UnaryExpression[operator='+'] > :matches(Identifier[name=/minor$/i], MemberExpression[property.name=/minor$/i])",
    message: 'Money stays bigint.',
  },
  {
    selector: ":matches(CallExpression[callee.name='parseFloat'], MemberExpression[property.name='parseFloat'])",
    message: 'Amounts, rates and quantities are exact: parse them with the kernel.',
  },
];

/** For code that Node runs from source by stripping types. @type {readonly Syntax[]} */
export const libraries = [
  { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
  { selector: 'TSParameterProperty', message: 'Not erasable: declare the field and assign it.' },
  { selector: 'Decorator', message: 'Decorators stand in apps only: type stripping cannot run them.' },
];

/** @type {readonly Syntax[]} */
export const noClockNorChance = [
  { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'Take the time from the Clock port.' },
  { selector: 'CallExpression[callee.name="Date"]', message: 'Take the time from the Clock port.' },
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: 'Take the time from the Clock port.',
  },
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: 'Take chance from the Ids port or from an argument.',
  },
  {
    selector: 'MemberExpression[property.name=/^(subtle|getRandomValues|randomUUID|randomBytes|randomInt|webcrypto)$/]',
    message: 'WebCrypto answers in a turn of its own, and chance comes from a port.',
  },
  {
    selector:
      'MemberExpression[object.name=/^(globalThis|global)$/][property.name=/^(set(Timeout|Interval|Immediate)|performance|crypto|Date|fetch|process)$/]',
    message: 'Time, chance and turns come from a port.',
  },
  {
    selector: 'MemberExpression[object.name="process"][property.name=/^(hrtime|uptime|nextTick)$/]',
    message: 'Time and turns come from a port.',
  },
  { selector: 'ImportExpression', message: 'Import statically: a dynamic import resolves in a turn of its own.' },
];

/** Globals that make time, chance or turns of the event loop, for `no-restricted-globals`. */
export const impureGlobals = [
  ...['setTimeout', 'setInterval', 'setImmediate', 'performance', 'crypto', 'fetch', 'MessageChannel', 'scheduler'],
].map((name) => ({ name, message: 'Time, chance and turns come from a port.' }));

/** @type {readonly Syntax[]} */
export const pureSyntax = [
  ...noClockNorChance,
  { selector: 'AwaitExpression', message: 'A pure library has nothing to wait for.' },
];

/** Globals of the process, refused in pure libraries on top of the above. */
export const processGlobals = ['process', 'Buffer', 'console', 'queueMicrotask', 'require', 'global'].map((name) => ({
  name,
  message: 'A pure library knows no process.',
}));

const builtins = builtinModules.filter((name) => !name.startsWith('_')).map((name) => name.replace(/^node:/, ''));
const escaped = (/** @type {string} */ text) => text.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`);

/**
 * A pattern for every module of Node but these.
 * @param {readonly string[]} [except]
 */
const nodeModules = (except = []) => ({
  regex: `^(node:(?!(${except.map(escaped).join('|') || '(?!)'})$)|(${builtins.map(escaped).join('|')})(/|$))`,
  message: except.length === 0 ? 'No node:* here.' : `Of node:* only ${except.join(', ')} here.`,
});

const codec = {
  regex: '^@q2c/domain-events/codec$',
  message: 'Pure libraries know the names and types of the language, not its bytes.',
};

const synchronousZlib = {
  regex: '^node:zlib$',
  allowImportNamePattern: '(Sync|^crc32|^constants)$',
  message: 'Asynchronous zlib answers in a turn of its own; use the …Sync functions.',
};

const plainHashes = {
  regex: '^node:crypto$',
  allowImportNamePattern: '^(hash|createHash|createHmac|timingSafeEqual|createCipheriv|createDecipheriv|hkdfSync)$',
  message: 'Chance comes from the Ids port, and WebCrypto answers in a turn of its own.',
};

/** Options of `@typescript-eslint/no-restricted-imports` by part of the tree. */
export const imports = {
  pure: { patterns: [nodeModules(), codec] },
  /** `.` of the language: nothing at run time but its own files, and not the codec. */
  language: {
    patterns: [
      { regex: '^(?!\\.)', allowTypeImports: true, message: 'The language imports nothing at run time.' },
      { regex: '/codec(/|$)', allowTypeImports: true, message: 'The language does not need its codec at run time.' },
    ],
  },
  codec: { patterns: [nodeModules(['buffer', 'crypto']), plainHashes] },
  port: { patterns: [nodeModules()] },
  deterministic: {
    patterns: [nodeModules(['crypto', 'zlib', 'buffer']), synchronousZlib, plainHashes],
  },
};
