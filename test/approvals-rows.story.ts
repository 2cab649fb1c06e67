/** Rows whose documents have to be approved, in real databases: what their owners see, and what they may still do. */
import { join } from 'node:path'
import type { ApprovalDetails, ApprovalPage, ApprovalRow } from '@congky/shared'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  addPeople,
  approvalRule,
  approveShown,
  DIRECTOR,
  loggedIn,
  returnShown,
  withApproval,
} from './support/approval-office.ts'
import { DatabaseStage, TABLE } from './support/database-stage.ts'
import { eventually } from './support/gateway.ts'
import { readHistory } from './support/history.ts'
import { AGENT, PIN } from './support/office.ts'
import type { WebVisitor } from './support/web-visitor.ts'

const STATES = { pending: 0, claimed: 1, awaitingApproval: 4, signed: 2, rejected: 3 }
type Values = readonly (string | number)[]
type Run = (text: string, values?: Values) => Promise<readonly Readonly<Record<string, unknown>>[]>

let stage: DatabaseStage
let sqlite: Database.Database
let director: WebVisitor
const runs: Record<string, Run> = {}

beforeAll(async () => {
  stage = await DatabaseStage.open({
    ...{ name: 'approvals-rows', leaseMs: 2_000, source: { states: STATES } },
    config: withApproval([approvalRule()]),
    sources: (folder) => [
      ...[{ name: 'sqlite', dialect: 'sqlite', connection: { file: join(folder, 'khai-bao.db') } }].map((source) => ({
        ...{ ...source, states: STATES, pollMs: 50, leaseMs: 2_000 },
      })),
    ],
  })
  await stage.gateway.json(['source', 'init-table', 'sqlite'])
  sqlite = new Database(join(stage.folder, 'khai-bao.db'))
  sqlite.pragma('busy_timeout = 5000')
  runs.SQLite = async (text, values = []) => {
    const statement = sqlite.prepare<unknown[], Record<string, unknown>>(text)
    if (statement.reader) return statement.all(...values)
    statement.run(...values)
    return []
  }
  for (const database of stage.databases) runs[database.name] = (text, values) => database.run(text, values)
  await addPeople(stage.gateway, [DIRECTOR])
  director = await loggedIn(stage.gateway, DIRECTOR)
})
afterAll(async () => {
  sqlite?.close()
  await stage?.close()
})

/** The rows of one database. Each is told by its note, which the approver reads too. */
function rowsOf(name: string) {
  const run: Run = (text, values) => (runs[name] ?? expect.unreachable())(text, values)
  const noteOf = (word: string) => `${name}: ${word}`
  const row = async (word: string) => {
    const [found] = await run(`SELECT * FROM ${TABLE} WHERE note = ?`, [noteOf(word)])
    return found && { ...found, state: Number(found.state) }
  }
  return {
    run,
    row,
    noteOf,
    add: (...words: readonly string[]) =>
      Promise.all(
        words.map((word) =>
          run(`INSERT INTO ${TABLE} (tax_code, document, requester, note) VALUES (?, ?, ?, ?)`, [
            ...[AGENT.taxCode, `<ToKhai><So>${word}</So><Hàng>Cá tra</Hàng></ToKhai>`, 'chị Hoa', noteOf(word)],
          ]),
        ),
      ),
    change: (word: string, set: string, ...values: Values) =>
      run(`UPDATE ${TABLE} SET ${set} WHERE note = ?`, [...values, noteOf(word)]),
    reaches: (word: string, state: number) => eventually(async () => (await row(word))?.state === state),
  }
}

async function waiting(note: string): Promise<ApprovalRow | undefined> {
  const { approvals } = (await director.call('GET', '/admin/approvals?view=open')).body as ApprovalPage
  return approvals.find((one) => one.note === note)
}
const detailsOf = async (id: string) => (await director.call('GET', `/admin/approvals/${id}`)).body as ApprovalDetails
const codeOf = async (id: string) => (await detailsOf(id)).reason?.code

test.concurrent.each(['SQLite', 'PostgreSQL', 'MariaDB'])(
  'rows in %s say that they wait, are signed or given back, and follow what their owner does',
  async (name) => {
    const { run, row, noteOf, add, change, reaches } = rowsOf(name)
    const words = ['duyệt', 'trả lại', 'xóa', 'cất đi', 'sửa'] as const
    await add(...words)
    const ids = new Map<string, string>()
    for (const word of words) {
      await reaches(word, STATES.awaitingApproval)
      const { id, requester } = await eventually(() => waiting(noteOf(word)))
      expect(requester).toBe('chị Hoa')
      ids.set(word, id)
    }
    const idOf = (word: (typeof words)[number]) => ids.get(word) ?? expect.unreachable()

    expect(await approveShown(director, [idOf('duyệt')])).toMatchObject({ status: 200 })
    await reaches('duyệt', STATES.signed)
    expect(await row('duyệt')).toMatchObject({ signed_document: expect.stringMatching(/<So>duyệt<.*Signature/s) })
    await returnShown(director, [idOf('trả lại')], 'Sai số lượng')
    await reaches('trả lại', STATES.rejected)
    expect(await row('trả lại')).toMatchObject({
      ...{ error_code: 'ERR_APPROVAL_RETURNED', error_message: expect.stringContaining('Sai số lượng') },
    })

    await run(`DELETE FROM ${TABLE} WHERE note = ?`, [noteOf('xóa')])
    await change('cất đi', 'state = 9')
    await change('sửa', 'document = ?', '<ToKhai><So>đã sửa</So></ToKhai>')
    for (const word of ['xóa', 'cất đi'] as const) {
      await eventually(async () => (await codeOf(idOf(word))) === 'ERR_CANCELLED')
    }
    expect(await row('cất đi')).toMatchObject({ state: 9 })
    await eventually(async () => (await codeOf(idOf('sửa'))) === 'ERR_REPLACED')
    const newer = await eventually(async () => {
      const found = await waiting(noteOf('sửa'))
      return found && found.id !== idOf('sửa') ? found : null
    })
    expect((await detailsOf(newer.id)).previous).toMatchObject({ id: idOf('sửa') })
    await reaches('sửa', STATES.awaitingApproval)
    await approveShown(director, [newer.id])
    await reaches('sửa', STATES.signed)
    expect(await row('sửa')).toMatchObject({ signed_document: expect.stringContaining('<So>đã sửa</So>') })
    const told = (await readHistory(stage.gateway)).filter(({ jobId }) => jobId === idOf('xóa'))
    expect(told.map(({ kind, approval }) => approval?.event ?? kind)).toEqual([
      ...['received', 'asked', 'withdrawn', 'rejected'],
    ])
  },
)

test('rows that wait outlive a crash, and each is signed once', async () => {
  const { add, reaches, row, noteOf } = rowsOf('SQLite')
  const words = Array.from({ length: 6 }, (_, at) => `đợt ${at}`)
  await add(...words)
  for (const word of words) await reaches(word, STATES.awaitingApproval)
  const before = await Promise.all(words.map((word) => eventually(() => waiting(noteOf(word)))))
  const ids = before.map(({ id }) => id)
  await approveShown(director, ids.slice(0, 3))
  await stage.gateway.kill()
  await stage.gateway.restart()
  await stage.gateway.unlock(AGENT.token, PIN)
  await approveShown(director, ids.slice(3))
  for (const word of words) await reaches(word, STATES.signed)
  for (const word of words) expect(await row(word)).toMatchObject({ error_code: null })
  const signed = (await readHistory(stage.gateway)).filter(
    ({ kind, jobId }) => kind === 'signed' && ids.includes(`${jobId}`),
  )
  expect(signed.map(({ jobId }) => jobId).toSorted()).toEqual([...ids].sort())
})
