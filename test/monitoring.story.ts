/** What machines that watch the gateway see: numbers by token and source, and log lines that name the job. */
import { get } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DeclarantsTable } from './support/declarants-table.ts'
import { makeFolder, removeFolder } from './support/folder.ts'
import { eventually, GatewayFixture } from './support/gateway.ts'
import { AGENT, createOffice, OWN_A, PIN } from './support/office.ts'

const folder = makeFolder('monitoring')
let gateway: GatewayFixture
let table: DeclarantsTable

beforeAll(async () => {
  const office = await createOffice(join(folder, 'office'))
  table = new DeclarantsTable(join(folder, 'declarations.db'))
  gateway = await GatewayFixture.start({
    folder: join(folder, 'gateway'),
    config: { ...office.config, sources: [table.source('khai-bao')], autoStart: true },
    env: office.softHsm.env,
  })
  expect((await gateway.run(['source', 'init-table', 'khai-bao'])).code).toBe(0)
})
afterAll(async () => {
  await gateway?.stop()
  table?.close()
  removeFolder(folder)
})

const document = (content: string) => `<ToKhai><So>${content}</So></ToKhai>`

/** The value of one line of `/metrics`, such as `congky_source_up{source="khai-bao"}`. */
async function metric(name: string): Promise<number> {
  const response = await new Promise<Parameters<typeof text>[0]>((resolve, reject) => {
    get(`${gateway.url}/api/v1/metrics`, { rejectUnauthorized: false }, resolve).once('error', reject)
  })
  const line = (await text(response)).split('\n').find((candidate) => candidate.startsWith(`${name} `))
  return line === undefined ? Number.NaN : Number(line.slice(name.length))
}

/** The daemon's log lines of one job, by its id. */
function logOf(jobId: string): string[] {
  // What stands behind the last line's end may still be coming.
  const lines = gateway.output.split('\n').slice(0, -1)
  return lines
    .map((line) => JSON.parse(line) as { job?: string; msg: string })
    .filter(({ job }) => job === jobId)
    .map(({ msg }) => msg)
}

test('what waits for a PIN is counted by source and by token, with its age, until it is signed', async () => {
  await gateway.unlock(AGENT.token, PIN)
  table.insert([{ taxCode: OWN_A.taxCode, document: document('chờ') }])
  await eventually(async () => (await metric('congky_source_waiting{source="khai-bao"}')) === 1)
  await eventually(async () => (await metric(`congky_token_waiting{token="${OWN_A.token}"}`)) === 1)
  expect(await metric(`congky_token_waiting{token="${AGENT.token}"}`)).toBe(0)
  await eventually(async () => (await metric('congky_source_oldest_seconds{source="khai-bao"}')) > 0.2)
  const held = 'congky_outcomes_total{source="khai-bao",state="held",code="ERR_TOKEN_LOCKED"}'
  await eventually(async () => (await metric(held)) === 1)
  expect(await metric(`congky_token_ready{token="${OWN_A.token}"}`)).toBe(0)

  await gateway.unlock(OWN_A.token, PIN)
  await eventually(() => table.count(2) === 1)
  await eventually(async () => (await metric('congky_source_waiting{source="khai-bao"}')) === 0)
  expect(await metric(`congky_token_oldest_seconds{token="${OWN_A.token}"}`)).toBe(0)
  await eventually(async () => (await metric('congky_outcomes_total{source="khai-bao",state="signed",code=""}')) === 1)
  expect(await metric('congky_signed_seconds_count{source="khai-bao"}')).toBe(1)
  expect(await metric(`congky_token_signatures_total{token="${OWN_A.token}"}`)).toBe(1)
  expect(await metric(`congky_token_sign_seconds_total{token="${OWN_A.token}"}`)).toBeGreaterThan(0)
})

test('where the time of a delivered request went is counted by stage, and so are the commits', async () => {
  const stages = ['receive', 'parse', 'canonicalize', 'digest', 'queue', 'sign', 'verify', 'store', 'deliver']
  await eventually(async () => (await metric('congky_stage_seconds_count{stage="deliver"}')) === 1)
  for (const stage of stages) {
    expect([stage, await metric(`congky_stage_seconds_count{stage="${stage}"}`)]).toEqual([stage, 1])
    expect(await metric(`congky_stage_seconds_sum{stage="${stage}"}`)).toBeGreaterThan(0)
  }
  expect(await metric('congky_store_commits_total')).toBeGreaterThan(0)
})

test('a rejection is counted by its code, and a refused PIN is shown', async () => {
  table.insert([{ taxCode: AGENT.taxCode, document: 'không phải XML' }])
  await eventually(() => table.count(3) === 1)
  const rejected = 'congky_outcomes_total{source="khai-bao",state="rejected",code="ERR_DOCUMENT_NOT_XML"}'
  await eventually(async () => (await metric(rejected)) === 1)
  await gateway.admin('POST', '/tokens/vien-dong/unlock', { pin: 'Canary-PIN-wrong' }).catch(() => {})
  expect(await metric('congky_token_pin{token="vien-dong",state="refused"}')).toBe(1)
})

test('every step of a job is one log line with the id that history and callers know it by', async () => {
  const requests = await gateway.json<{ id: string; state: string }[]>(['requests', 'list'])
  const signed = requests.find(({ state }) => state === 'signed')
  await eventually(() => logOf(signed?.id ?? '').includes('job delivered'))
  expect(logOf(signed?.id ?? '')).toEqual([
    'job received',
    'job held',
    'job released',
    'job intent',
    'job signed',
    'job delivered',
  ])
  expect(gateway.output).not.toContain('Canary-PIN')
})
