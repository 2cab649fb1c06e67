/** `npm run test:soak`: installs what is missing, builds, and runs test/soak/soak.ts, which says what it does. */
import { runBundled } from './run-bundled.mjs'

await runBundled('test/soak/soak.ts')
