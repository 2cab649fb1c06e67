/** `npm run dev`: a gateway with software tokens and a filled database, until Ctrl+C. */
import { play } from './demo.mjs'

await play('dev', process.argv.slice(2))
