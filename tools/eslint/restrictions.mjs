/**
 * What Nx's boundaries cannot see, as options of ESLint's `no-restricted-*` rules.
 * ESLint replaces a rule's options where configurations overlap, so each part of the tree gets one composed list.
 * Messages differ from each other: they tell `lint.spec.ts` which restriction it was that bit.
 */
import { builtinModules } from 'node:module';

/** @typedef {{ selector: string, message: string }} Syntax */
/** @typedef {{ name: string, message: string }} Global */
/** @typedef {{ object?: string, property?: string, allowProperties?: string[], message: string }} Property */
/** @typedef {{ syntax?: readonly Syntax[], globals?: readonly Global[], properties?: readonly Property[] }} Restrictions */

const exact = 'Amounts, rates and quantities are exact: parse them with the kernel.';
const named = ':matches(Identifier[name=/minor$/i], MemberExpression[property.name=/minor$/i])';

/** @type {Restrictions} */
export const everywhere = {
  syntax: [
    { selector: 'TSEnumDeclaration', message: 'Use a union of literals: enums are not erasable.' },
    {
      selector: "BinaryExpression[operator='instanceof'][right.name=/(Error|Fault|Exception)$/]",
      message: 'Recognise errors by `code`: they cross realms, where `instanceof` is false.',
    },
    {
      selector: `CallExpression[callee.name='Number'] > ${named}`,
      message: 'Money stays bigint: Number() loses cents above 2^53.',
    },
    { selector: `UnaryExpression[operator='+'] > ${named}`, message: 'Money stays bigint: no unary plus.' },
  ],
  globals: [{ name: 'parseFloat', message: exact }],
  properties: [{ object: 'Number', property: 'parseFloat', message: exact }],
};

/** For code that Node runs from source by stripping types. @type {Restrictions} */
export const libraries = {
  syntax: [
    { selector: 'ExportDefaultDeclaration', message: 'Name what you export.' },
    { selector: 'TSParameterProperty', message: 'Not erasable: declare the field and assign it.' },
    { selector: 'Decorator', message: 'Decorators stand in apps only: type stripping cannot run them.' },
  ],
};

/** @type {Restrictions} */
const noClockNorChance = {
  syntax: [
    {
      selector: 'NewExpression[callee.name="Date"][arguments.length!=1]',
      message: 'Give `new Date` exactly one value: without one it reads the clock, with more the time zone.',
    },
    {
      selector: 'Identifier[name="Date"]:not(NewExpression > .callee, MemberExpression > .object, TSTypeReference > *)',
      message: 'Only new Date(value), Date.parse and Date.UTC: take the time from the Clock port.',
    },
    {
      selector: 'Identifier[name="Math"]:not(MemberExpression > .object)',
      message: 'No alias of Math: take chance from the Ids port or from an argument.',
    },
    {
      selector: 'MemberExpression[computed=true][object.name=/^(Date|Math)$/]:not([property.type="Literal"])',
      message: 'Name what you take of Date and Math: a computed name may be `now` or `random`.',
    },
    { selector: 'ImportExpression', message: 'Import statically: a dynamic import resolves in a turn of its own.' },
  ],
  properties: [
    { object: 'Date', allowProperties: ['parse', 'UTC'], message: 'Take the time from the Clock port.' },
    { object: 'Math', property: 'random', message: 'Take chance from the Ids port or from an argument.' },
    ...['subtle', 'getRandomValues', 'randomUUID', 'randomBytes', 'randomInt', 'webcrypto'].map((property) => ({
      property,
      message: 'WebCrypto answers in a turn of its own, and chance comes from a port.',
    })),
    { property: 'constructor', message: 'It leads to Function and to Date under another name.' },
  ],
};

/**
 * Every name that is global here. Whoever imports this module imports it first: other modules leave globals behind.
 */
const globalNames = [
  ...Object.getOwnPropertyNames(globalThis),
  ...['require', 'module', 'exports', '__filename', '__dirname'],
];
/**
 * @param {readonly string[]} allowed
 * @returns {readonly Global[]}
 */
const noGlobalsBut = (allowed) =>
  globalNames
    .filter((name) => !allowed.includes(name))
    .map((name) => ({ name, message: 'Time, chance, turns and the machine come from a port or an argument.' }));

/** The same on every machine, at any time and in every run. */
const pureGlobals = [
  ...['Array', 'BigInt', 'Boolean', 'Date', 'Error', 'Infinity', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object'],
  ...['RangeError', 'RegExp', 'Set', 'String', 'Symbol', 'TypeError', 'Uint8Array', 'WeakMap', 'undefined'],
  ...['decodeURIComponent', 'encodeURIComponent', 'parseInt'],
];

/** @type {Restrictions} */
export const deterministic = {
  ...noClockNorChance,
  globals: noGlobalsBut([...pureGlobals, 'Buffer', 'Promise', 'TextDecoder', 'TextEncoder']),
};

/** @type {Restrictions} */
export const pure = {
  ...noClockNorChance,
  syntax: [
    ...(noClockNorChance.syntax ?? []),
    { selector: 'AwaitExpression', message: 'A pure library has nothing to wait for.' },
  ],
  globals: noGlobalsBut(pureGlobals),
};

/**
 * Rules for all of these together. A name that two of them restrict keeps the message of the first.
 * @param {readonly Restrictions[]} restrictions
 * @returns {import('eslint').Linter.RulesRecord}
 */
export const rulesOf = (...restrictions) => {
  const globals = restrictions.flatMap(({ globals = [] }) => globals);
  return {
    'no-restricted-syntax': ['error', ...restrictions.flatMap(({ syntax = [] }) => syntax)],
    'no-restricted-globals': [
      'error',
      ...globals.filter(({ name }, n) => globals.findIndex((other) => other.name === name) === n),
    ],
    'no-restricted-properties': ['error', ...restrictions.flatMap(({ properties = [] }) => properties)],
  };
};

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
  /** The oracle judges the product: what it shared with it, it could not judge. */
  oracle: {
    patterns: [{ regex: '^(?!@q2c/kernel$|\\./)', message: 'The oracle imports the kernel and its own files only.' }],
  },
  deterministic: {
    patterns: [nodeModules(['crypto', 'zlib', 'buffer']), synchronousZlib, plainHashes],
  },
};
