/** Builds every package into its `dist/`. One line a package on success, the whole output on failure. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
for (const name of ['client', 'gateway']) {
  const started = Date.now()
  const tsup = spawnSync(process.execPath, [`${root}/node_modules/tsup/dist/cli-default.js`], {
    cwd: `${root}/packages/${name}`,
    encoding: 'utf8',
  })
  if (tsup.status !== 0) {
    process.stderr.write(`${tsup.stdout}\n${tsup.stderr}\nBuilding packages/${name} failed.\n`)
    process.exit(1)
  }
  console.log(`built packages/${name} in ${((Date.now() - started) / 1000).toFixed(1)} s`)
}
