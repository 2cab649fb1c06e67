/**
 * Builds every package into its `dist/`, and the console's pages into the gateway's, which serves them. One line a
 * package on success, the whole output on failure.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { writeNotices } from './notices.mjs'
import { reportFailure, run, StepFailed, step } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What a page may make a browser load of scripts, compressed, in bytes. */
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
 * Everything that a page can ever load counts, also what it loads late.
 *
 * @param {string} folder
 */
function checkPageScripts(folder) {
  const sizes = readdirSync(folder)
    .filter((name) => name.endsWith('.html'))
    .map((page) => ({ page, bytes: scriptBytes(folder, page) }))
  const tooLarge = sizes.find(({ bytes }) => bytes > PAGE_SCRIPT_BYTES_MAX)
  const shown = sizes.map(({ page, bytes }) => `${page} ${(bytes / 1024).toFixed(1)} KB`).join(', ')
  if (tooLarge) throw new StepFailed(`scripts of the console, compressed: ${shown}; at most 60 KB are allowed`)
  console.log(`  scripts, compressed: ${shown}`)
}

/** @param {string} folder @param {string} page */
function scriptBytes(folder, page) {
  const names = new Set(scriptsIn(readFileSync(join(folder, page), 'utf8')))
  for (const name of names) {
    for (const more of scriptsIn(readFileSync(join(folder, 'assets', name), 'utf8'))) names.add(more)
  }
  return [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, 'assets', name))).length, 0)
}

/** Names of the built scripts that a text speaks of. @param {string} text */
function scriptsIn(text) {
  return [...text.matchAll(/[\w-]+\.js\b/g)].map(([name]) => name).filter((name) => /-[\w-]{8}\.js$/.test(name))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPackages().catch((error) => {
    reportFailure(error)
    process.exitCode = 1
  })
}
