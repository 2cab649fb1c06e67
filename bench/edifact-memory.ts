/**
 * Streams an interchange in a process that does nothing else, and answers with the most memory it ever had, in bytes.
 * Arguments: `read`, or `make` for the pieces alone; megabytes.
 */
import { InterchangeReader } from '@congky/documents'
import { coMessage, longInterchange } from '../test/edifact/long-interchange.ts'

const [what, megabytes] = process.argv.slice(2)
const GOODS = 50
const messages = Math.round((Number(megabytes) * 1e6) / coMessage(1, GOODS).length)
const reader = new InterchangeReader()
let count = 0
for (const piece of longInterchange(messages, GOODS)) {
  if (what === 'read') count += reader.push(piece).filter(({ kind }) => kind === 'message').length
}
if (what === 'read') reader.end()
if (what === 'read' && count !== messages) throw new Error(`${count} messages of ${messages}`)
process.send?.(process.resourceUsage().maxRSS * 1_024, () => process.disconnect())
