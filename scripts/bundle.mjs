/** Bundles TypeScript programs of this repository that are run by a script: the demo, the benchmark. */
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * @param {Record<string, string>} entry Names of programs, and their sources as paths from the root.
 * @param {string} outDir From the root.
 */
export async function bundle(entry, outDir) {
  // Loaded late: before `ensure` there may be no node_modules.
  const { build } = await import('tsup')
  process.chdir(root)
  await build({
    config: false,
    entry,
    outDir,
    format: 'esm',
    target: 'node20',
    platform: 'node',
    sourcemap: true,
    silent: true,
    skipNodeModulesBundle: true,
    noExternal: [/^@congky\//],
    loader: { '.sql': 'text' },
  })
}
