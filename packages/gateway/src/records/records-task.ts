/** Entry of a thread for one long task on the history: checking all of it, or writing an export. */
import { parentPort, workerData } from 'node:worker_threads'
import { CongkyError } from '@congky/shared'
import { writeExportLine } from '../domain/history-export.ts'
import { lowerPriority } from '../lower-priority.ts'
import { SearchRows } from '../store/search-rows.ts'
import { openStoreReader } from '../store/store-reader.ts'
import { ExportFile, openRequestWriter } from './export-file.ts'
import type { RecordsTask, TaskMessage } from './task-messages.ts'

/** Rows between two looks at the progress. */
const PROGRESS_ROWS = 1_000

type ExportTask = Extract<RecordsTask, { kind: 'export' }>

const tell = (message: TaskMessage) => parentPort?.postMessage(message)

async function run(task: RecordsTask): Promise<void> {
  if (task.kind === 'verify') await verify(task.stateDir)
  else if (task.format === 'proof') await exportProof(task)
  else exportRequests(task, task.format)
}

async function verify(stateDir: string): Promise<void> {
  const reader = openStoreReader(stateDir)
  const verdict = await reader.verifyHistory({}, (done, total) => tell({ kind: 'progress', done, total, bytes: 0 }))
  tell({ kind: 'verdict', verdict })
}

async function exportProof({ stateDir, file }: ExportTask): Promise<void> {
  const reader = openStoreReader(stateDir)
  const target = new ExportFile(file)
  const total = await reader.historyCount()
  let done = 0
  for await (const line of reader.exportHistory()) {
    target.text(`${writeExportLine(line)}\n`)
    if (line.kind === 'record' && ++done % PROGRESS_ROWS === 0) {
      tell({ kind: 'progress', done, total, bytes: target.bytes })
    }
  }
  target.close()
  tell({ kind: 'written', done, bytes: target.bytes })
}

function exportRequests(task: ExportTask, format: Exclude<ExportTask['format'], 'proof'>): void {
  const rows = new SearchRows(task.stateDir)
  const target = new ExportFile(task.file)
  const writer = openRequestWriter(format, target, { names: task, language: task.language })
  let done = 0
  for (const seq of task.seqs) {
    const placed = rows.job(seq)
    if (placed) writer.add(placed.job)
    if (++done % PROGRESS_ROWS === 0) tell({ kind: 'progress', done, total: task.seqs.length, bytes: target.bytes })
  }
  writer.end()
  target.close()
  tell({ kind: 'written', done, bytes: target.bytes })
}

lowerPriority()
run(workerData as RecordsTask).catch((error: unknown) => {
  if (error instanceof CongkyError) tell({ kind: 'refusal', code: error.code, details: error.details })
  else tell({ kind: 'failure', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
})
