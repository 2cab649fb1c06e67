/** `npm run screenshots`: installs what is missing, builds, and runs test/screenshots/screenshots.ts, which says what it does. */
import { runBundled } from './run-bundled.mjs'

await runBundled('test/screenshots/screenshots.ts', process.argv.slice(2))
