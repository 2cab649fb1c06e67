/** Runs a TypeScript program of the tests: installs what is missing, builds everything, bundles it, starts it. */
import { spawn } from 'node:child_process'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackages } from './build.mjs'
import { bundle } from './bundle.mjs'
import { ensure } from './ensure.mjs'
import { reportFailure } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Its exit code becomes ours. @param {string} source From the root. @param {readonly string[]} [args] */
export async function runBundled(source, args = []) {
  const name = basename(source, '.ts')
  try {
    const { env } = await ensure('test')
    await buildPackages()
    // As deep as test/support, whose files find others by their own place.
    await bundle({ [name]: source }, 'test/dist')
    const child = spawn(process.execPath, [`${root}test/dist/${name}.js`, ...args], {
      cwd: root,
      env,
      stdio: 'inherit',
    })
    process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  } catch (error) {
    reportFailure(error)
    process.exitCode = 1
  }
}
