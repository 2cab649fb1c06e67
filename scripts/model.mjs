/**
 * `npm run model [-- --short] [-- --json]`: builds and runs test/model/approvals.ts, which prints how many states and
 * histories it explored, and any path that breaks promise A1. The installation and the build are told on stderr.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bundle } from './bundle.mjs'
import { ensure } from './ensure.mjs'
import { reportFailure } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

try {
  const { env } = await ensure('build')
  await bundle({ approvals: 'test/model/approvals.ts' }, 'test/dist/model')
  const args = [`${root}test/dist/model/approvals.js`, ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
} catch (error) {
  reportFailure(error)
  process.exitCode = 1
}
