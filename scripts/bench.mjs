/** `npm run bench [-- part …]`: installs what is missing, builds, and runs bench/bench.ts, which prints a table. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildPackages } from './build.mjs'
import { bundle } from './bundle.mjs'
import { ensure } from './ensure.mjs'
import { reportFailure } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
/**
 * What runs by itself: the table; yardsticks of a token and of the wire; the child process of a token, which is looked for
 * beside the bundle; a reader whose memory is looked at; the threads of
 * the engine; watches inside the gateway; a sender.
 */
const entries = {
  bench: 'bench/bench.ts',
  'bare-sign': 'bench/bare-sign.ts',
  'bare-wire': 'bench/bare-wire.ts',
  'token-process': 'packages/gateway/src/token/pkcs11/token-process.ts',
  'edifact-memory': 'bench/edifact-memory.ts',
  'heap-watch': 'bench/heap-watch.ts',
  'loop-watch': 'bench/loop-watch.ts',
  'send-load': 'bench/send-load.ts',
  'signature-worker': 'packages/gateway/src/signature/signature-worker.ts',
}

try {
  const { env } = await ensure('bench')
  await buildPackages()
  await bundle(entries, 'bench/dist')
  const args = [`${root}bench/dist/bench.js`, ...process.argv.slice(2)]
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' })
  process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
} catch (error) {
  reportFailure(error)
  process.exitCode = 1
}
