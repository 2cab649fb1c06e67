/** Entry of a worker thread that reads one list of enterprises: thousands of lines take longer than the main thread may. */
import { parentPort, workerData } from 'node:worker_threads'
import { parseEnterpriseCsv } from '../domain/enterprise-csv.ts'
import { type ListGround, type ListPlan, planList } from '../domain/enterprise-list.ts'

export interface ListJob {
  readonly text: string
  /** Names that the column of sources may hold. */
  readonly sources: readonly string[]
  readonly ground: ListGround
}

parentPort?.postMessage(readList(workerData as ListJob))

function readList({ text, sources, ground }: ListJob): ListPlan {
  return planList(parseEnterpriseCsv(text, sources), ground)
}
