/**
 * What can be wrong with a package-lock.json although `npm install` was content with it:
 * - a package came out before its platform siblings and the lock lacks them: `npm ci` then fails on those platforms;
 * - an address of a registry stands in it, which would be used wherever the project is installed.
 */

/** @typedef {{ readonly resolved?: string, readonly optionalDependencies?: Readonly<Record<string, string>> }} Locked */
/** @typedef {{ readonly packages: Readonly<Record<string, Locked>> }} Lock */

/**
 * @param {Lock} lock
 * @returns {string[]} one sentence a problem
 */
export const lockProblems = ({ packages }) => {
  const folder = 'node_modules/';
  const present = new Set(Object.keys(packages).map((path) => path.slice(path.lastIndexOf(folder) + folder.length)));
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {}, resolved = '' }]) => {
    const missing = Object.keys(optionalDependencies).filter((name) => !present.has(name));
    return [
      ...(missing.length > 0 ? [`${path === '' ? 'the root' : path} lacks ${missing.join(', ')}`] : []),
      ...(/^[a-z+]+:/.test(resolved) ? [`${path} is bound to ${resolved}`] : []),
    ];
  });
};
