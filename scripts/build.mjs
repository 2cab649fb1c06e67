/**
 * Builds every package into its `dist/`, and the console's pages into the gateway's, which serves them. One line a
 * package on success, the whole output on failure.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { writeNotices } from './notices.mjs'
import { reportFailure, run, StepFailed, step } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What opening a page may make a browser load of scripts, compressed, in bytes. */
const PAGE_SCRIPT_BYTES_MAX = 60 * 1024

/** @throws {StepFailed} A package does not build, or a page's script has grown too large. */
export async function buildPackages() {
  for (const name of ['client', 'gateway']) {
    await step(`build packages/${name}`, (say) =>
      run(process.execPath, [`${root}node_modules/tsup/dist/cli-default.js`], { cwd: `${root}packages/${name}`, say }),
    )
  }
  writeNotices(root)
  await step('build packages/console', async (say) => {
    const cwd = `${root}packages/console`
    await run(process.execPath, [`${root}node_modules/vite/bin/vite.js`, 'build'], { cwd, say })
    checkPageScripts(`${root}packages/gateway/dist/console`)
  })
}

/**
 * A page is an entry (the console, the declarants' page) with one of the parts that it loads when they are
 * opened, and all that this part can load later.
 *
 * @typedef {{ file: string, isEntry?: boolean, imports?: string[], dynamicImports?: string[] }} Chunk
 * @param {string} folder
 */
function checkPageScripts(folder) {
  /** @type {Record<string, Chunk>} */
  const chunks = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'))
  const pages = Object.entries(chunks)
    .filter(([, { isEntry }]) => isEntry)
    .flatMap(([entry]) => {
      const shared = reach(chunks, [entry], ['imports'])
      const parts = [...shared].flatMap((name) => chunks[name].dynamicImports ?? [])
      const withPart = (/** @type {string} */ part) =>
        new Set([...shared, ...reach(chunks, [part], ['imports', 'dynamicImports'], shared)])
      return [...parts.map((part) => ({ name: part, files: withPart(part) })), { name: entry, files: shared }]
    })
    .map(({ name, files }) => ({
      name,
      bytes: compressedBytes(
        folder,
        [...files].map((file) => chunks[file].file),
      ),
    }))
  const largest = pages.reduce((one, other) => (one.bytes > other.bytes ? one : other))
  const all = Object.values(chunks).map(({ file }) => file)
  const shown = `${kilobytes(largest.bytes)} (${largest.name}); of all pages together ${kilobytes(compressedBytes(folder, all))}`
  if (largest.bytes > PAGE_SCRIPT_BYTES_MAX)
    throw new StepFailed(`a page loads more than 60 KB of script, compressed: ${shown}`)
  console.log(`  most script of one page, compressed: ${shown}`)
}

/**
 * What can be loaded from some chunks along these kinds of imports, themselves included.
 *
 * @param {Record<string, Chunk>} chunks
 * @param {readonly string[]} from
 * @param {readonly ('imports' | 'dynamicImports')[]} kinds
 * @param {ReadonlySet<string>} [without] Chunks that are there already; what they load is not followed.
 */
function reach(chunks, from, kinds, without = new Set()) {
  const found = new Set(from)
  for (const name of found) {
    if (without.has(name)) continue
    for (const kind of kinds) for (const next of chunks[name][kind] ?? []) found.add(next)
  }
  return found
}

/** @param {string} folder @param {readonly string[]} files */
function compressedBytes(folder, files) {
  const scripts = [...new Set(files)].filter((file) => file.endsWith('.js'))
  return scripts.reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file))).length, 0)
}

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPackages().catch((error) => {
    reportFailure(error)
    process.exitCode = 1
  })
}
