/**
 * The model of promise A1: every interleaving of what people, the clock and crashes can do over small cases, driven
 * through the rules of `domain/approval`, and judged by an oracle that knows the sequence of events only. Run by
 * `npm run model`; `--short` goes as far as `npm test` does, `--json` prints for programs. Exit code 1: a path breaks A1.
 */
import { cases } from './cases.ts'
import { type Exploration, explore } from './explore.ts'
import { tellEvent } from './model-event.ts'

const isShort = process.argv.includes('--short')
const isJson = process.argv.includes('--json')

const startedAt = Date.now()
const results = cases.map((smallCase) => {
  const depth = isShort ? smallCase.depth.short : smallCase.depth.long
  const result = { name: smallCase.name, depth, ...explore(smallCase, { depth }) }
  if (!isJson) console.log(tellCase(result))
  return result
})
const total = {
  states: results.reduce((sum, { states }) => sum + states, 0),
  histories: results.reduce((sum, { histories }) => sum + histories, 0n),
  signatures: results.reduce((sum, { signatures }) => sum + signatures, 0),
  broken: results.flatMap(({ broken }) => broken),
  seconds: (Date.now() - startedAt) / 1_000,
}
// A model in which nothing is ever signed would show nothing.
const isShown = results.every(({ signatures }) => signatures > 0)
if (isJson) console.log(JSON.stringify({ cases: results.map(toPlain), ...toPlain(total) }, null, 2))
else console.log(tellTotal())
process.exitCode = total.broken.length === 0 && isShown ? 0 : 1

function tellCase({ name, depth, states, histories, steps, signatures, broken }: CaseResult): string {
  const lines = [
    `${broken.length === 0 ? '✔' : '✘'} ${name}`,
    `    up to ${depth} events: ${number(states)} states, ${number(steps)} steps, ${number(histories)} histories, ` +
      `${number(signatures)} ways to C_Sign`,
    ...broken.flatMap(({ says, events }) => [
      `    ✘ A1 is broken: ${says}`,
      ...events.map((told, index) => `      ${index + 1}. ${tellEvent(told)}`),
    ]),
  ]
  return lines.join('\n')
}

function tellTotal(): string {
  const { states, histories, signatures, broken, seconds } = total
  const verdict = broken.length === 0 ? 'No path breaks A1.' : `${broken.length} paths break A1.`
  return (
    `\n${verdict} ${number(states)} states and ${number(histories)} histories explored, ${number(signatures)} ways to ` +
    `C_Sign judged, in ${seconds.toFixed(1)} s.${isShown ? '' : ' A case never came to C_Sign: it shows nothing.'}`
  )
}

type CaseResult = Exploration & { readonly name: string; readonly depth: number }

/** JSON has no integers of any size. */
function toPlain<T extends { readonly histories: bigint }>(value: T) {
  return { ...value, histories: value.histories.toString() }
}

function number(value: number | bigint): string {
  return value.toLocaleString('en-GB')
}
