/** `npm run test:soak`: installs what is missing, builds, and runs test/soak/soak.ts, which says what it does. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildPackages } from './build.mjs'
import { bundle } from './bundle.mjs'
import { ensure } from './ensure.mjs'
import { reportFailure } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

try {
  const { env } = await ensure('test')
  await buildPackages()
  // As deep as test/support, whose files find others by their own place.
  await bundle({ soak: 'test/soak/soak.ts' }, 'test/dist')
  const child = spawn(process.execPath, [`${root}test/dist/soak.js`], { cwd: root, env, stdio: 'inherit' })
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
} catch (error) {
  reportFailure(error)
  process.exitCode = 1
}
