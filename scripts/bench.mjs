/** `npm run bench`: installs what is missing, builds, and runs bench/bench.ts, which prints and writes its table. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildPackages } from './build.mjs'
import { bundle } from './bundle.mjs'
import { ensure } from './ensure.mjs'
import { reportFailure } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

try {
  const { env } = await ensure('demo')
  await buildPackages()
  await bundle({ bench: 'bench/bench.ts', 'bare-sign': 'bench/bare-sign.ts' }, 'bench/dist')
  const args = [`${root}bench/dist/bench.js`, ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
} catch (error) {
  reportFailure(error)
  process.exitCode = 1
}
