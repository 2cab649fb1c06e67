/**
 * `npm run bench`: what we promise about speed and memory; `npm run bench -- edifact` just one part of it. Every figure
 * with a bar is a ratio or a difference taken within one run, since machines run fast and slow by turns: rounds of
 * yardstick and our own take turns, and the median of the rounds' ratios is reported.
 */
import { measureEdifact } from './edifact.ts'
import { measureEngine } from './engine.ts'
import { Figures } from './figures.ts'
import { measureHistory } from './history.ts'
import { measureLarge } from './large.ts'
import { measureStoreLimits } from './limits-store.ts'
import { measureWireLimits } from './limits-wire.ts'
import { measureLoad } from './load.ts'
import { measureMemory } from './memory.ts'
import { measureRows } from './rows.ts'
import { measureSigning } from './signing.ts'
import { measureStages } from './stages.ts'
import { measureTokens } from './tokens.ts'

const parts: Readonly<Record<string, (figures: Figures) => Promise<void>>> = {
  signing: measureSigning,
  stages: measureStages,
  engine: measureEngine,
  large: measureLarge,
  tokens: measureTokens,
  rows: measureRows,
  'limits-store': measureStoreLimits,
  'limits-wire': measureWireLimits,
  load: measureLoad,
  history: measureHistory,
  memory: measureMemory,
  edifact: measureEdifact,
}

const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name))
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`)
  process.exitCode = 2
} else {
  const figures = new Figures()
  figures.begin()
  for (const name of wanted) await figures.measure(name, parts[name] ?? (async () => {}))
  if (!figures.end()) process.exitCode = 1
}
