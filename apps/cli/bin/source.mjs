/**
 * Runs the command line from its sources, without a build. Node strips types by itself; what it cannot run is the
 * decorators of the HTTP layer, so the files of the orchestrator go through swc, with the build's own settings. The hook holds for
 * this thread only: workers run libraries, and those have no decorators.
 */
import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const decorated = new URL('../../orchestrator/src/', import.meta.url).href;
const settings = JSON.parse(readFileSync(new URL('../../../.swcrc', import.meta.url), 'utf8'));
settings.jsc.rewriteRelativeImportExtensions = false;

registerHooks({
  load(url, context, next) {
    if (!url.startsWith(decorated) || !url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const text = readFileSync(filename, 'utf8');
    /** @type {import('@swc/core')} */
    const swc = require('@swc/core');
    const { code } = swc.transformSync(text, { ...settings, swcrc: false, filename, sourceMaps: 'inline' });
    return { format: 'module', source: code, shortCircuit: true };
  },
});

await import('../src/main.ts');
