/** Builds every package into its `dist/`. One line a package on success, the whole output on failure. */
import { fileURLToPath } from 'node:url'
import { reportFailure, run, step } from './progress.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))

/** @throws {StepFailed} A package does not build. */
export async function buildPackages() {
  for (const name of ['client', 'gateway']) {
    await step(`build packages/${name}`, (say) =>
      run(process.execPath, [`${root}node_modules/tsup/dist/cli-default.js`], { cwd: `${root}packages/${name}`, say }),
    )
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildPackages().catch((error) => {
    reportFailure(error)
    process.exitCode = 1
  })
}
