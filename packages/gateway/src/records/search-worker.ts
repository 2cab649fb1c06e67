/** Entry of the search thread: one question at a time, in order; reading the job table goes in pieces. */
import { parentPort, workerData } from 'node:worker_threads'
import { CongkyError } from '@congky/shared'
import { lowerPriority } from '../lower-priority.ts'
import { SearchRows } from '../store/search-rows.ts'
import { Answerer } from './answer-question.ts'
import type { SearchAnswer, SearchQuestion } from './search-messages.ts'

lowerPriority()
const { stateDir } = workerData as { readonly stateDir: string }
const answerer = new Answerer(new SearchRows(stateDir))
/** Questions that wait until the index holds everything. */
let waiting: SearchQuestion[] = []
let isReading = false

parentPort?.on('message', (question: SearchQuestion) => {
  answerer.refresh(question.changed)
  if (!answerer.needsIndex(question)) {
    reply(question)
    return
  }
  waiting.push(question)
  if (!isReading) readOn()
})

/** A question that needs no index is answered between two pieces. */
function readOn(): void {
  try {
    isReading = answerer.catchUp()
  } catch (error) {
    isReading = false
    for (const question of waiting.splice(0)) parentPort?.postMessage(toFailure(question.id, error))
    return
  }
  if (isReading) {
    setImmediate(readOn)
    return
  }
  const ready = waiting
  waiting = []
  for (const question of ready) reply(question)
}

function reply(question: SearchQuestion): void {
  try {
    const answer: SearchAnswer = { id: question.id, answer: answerer.answer(question) }
    parentPort?.postMessage(answer)
  } catch (error) {
    parentPort?.postMessage(toFailure(question.id, error))
  }
}

function toFailure(id: number, error: unknown): SearchAnswer {
  if (error instanceof CongkyError) return { id, refusal: { code: error.code, details: error.details } }
  return { id, failure: error instanceof Error ? (error.stack ?? error.message) : String(error) }
}
