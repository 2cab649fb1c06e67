/**
 * `npm run test:soak`: installs what is missing, builds, and runs each long test in turn; `npm run test:soak -- edifact`
 * just that one. What a part does and how its length is set stands at the beginning of its file.
 */
import { runBundled } from './run-bundled.mjs'

const parts = {
  approvals: 'test/soak/approvals.ts',
  crashes: 'test/soak/crashes.ts',
  edifact: 'test/soak/edifact.ts',
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`)
  process.exitCode = 2
} else {
  for (const name of wanted) {
    await runBundled(parts[name])
    if (process.exitCode !== 0) break
  }
}
