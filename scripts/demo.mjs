/** `npm run demo`: installs what is missing, builds, and plays demo/demo.ts. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buildPackages } from './build.mjs'
import { bundle } from './bundle.mjs'
import { ensure } from './ensure.mjs'
import { reportFailure, step } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Builds everything and runs one of the programs in demo/, with the terminal and the signals as they are.
 *
 * @param {'demo' | 'dev'} name
 * @param {readonly string[]} args
 */
export async function play(name, args) {
  try {
    const { env } = await ensure('demo')
    await buildPackages()
    await step(`build demo/${name}`, async () => {
      await bundle({ [name]: `demo/${name}.ts` }, 'demo/dist')
      // Beside the gateway's own programs, because it starts the same workers.
      await bundle({ 'soft-gateway': 'demo/soft-gateway.ts' }, 'packages/gateway/dist')
    })
    const child = spawn(process.execPath, [`${root}demo/dist/${name}.js`, ...args], { env, stdio: 'inherit' })
    // Ctrl+C reaches both; the program decides when it ends.
    process.on('SIGINT', () => {})
    process.on('SIGTERM', () => child.kill('SIGTERM'))
    process.exitCode = await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)))
  } catch (error) {
    reportFailure(error)
    process.exitCode = 1
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await play('demo', process.argv.slice(2))
