/**
 * An agent's office in the middle of a working day, for looking at the console: tokens in every state, a database
 * that works and one that does not answer, signed, rejected and held requests, workstations, people.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ApprovalPage } from '@congky/shared'
import { CustomsCaller, customsMessage, signAsCustoms } from './customs-caller.ts'
import { customsEnvelope } from './customs-envelopes.ts'
import { CUSTOMS_OPERATION, CustomsService } from './customs-service.ts'
import { DeclarantsTable } from './declarants-table.ts'
import { eventually, GatewayFixture } from './gateway.ts'
import { CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN } from './office.ts'
import { createAuthority, issueCertificate } from './pki.ts'
import { WebVisitor } from './web-visitor.ts'

export const ADMIN = {
  name: 'lan',
  displayName: 'Trần Thị Lan',
  role: 'admin',
  password: 'Canary-Password-office-lan-1',
}
export const AUDITOR = {
  name: 'minh',
  displayName: 'Lê Văn Minh',
  role: 'auditor',
  password: 'Canary-Password-office-minh-1',
}

export const APPROVER = {
  name: 'mai',
  displayName: 'Trần Thị Mai',
  role: 'approver',
  password: 'Canary-Password-office-mai-1',
}
/** Nobody approves what this one sends. */
const DECLARANT = 'Lê Thu Hà'
/** What they submit waits for an approval; everybody else's documents need none. */
const SUBMITTERS = ['Nguyễn Thị Hoa', 'Phạm Văn Đức']

export interface BusyOffice {
  readonly gateway: GatewayFixture
  readonly table: DeclarantsTable
  stop(): Promise<void>
}

export interface BusyOfficeOptions {
  /** Documents in the database; a few of them cannot be signed. */
  readonly rows?: number
  /** Whether it exchanges messages with customs, too. */
  readonly withCustoms?: boolean
  /** Whether it signs certificates of origin, too: one that is right, one that is refused. */
  readonly withCertificates?: boolean
  /** Whether a director approves some documents: a few wait, one was returned and corrected. */
  readonly withApprovals?: boolean
}

export async function openBusyOffice(
  folder: string,
  { rows = 40, withCustoms = false, withCertificates = false, withApprovals = false }: BusyOfficeOptions = {},
): Promise<BusyOffice> {
  const office = await createOffice(join(folder, 'office'))
  const customs = withCustoms ? await openCustoms(folder, office) : null
  const table = new DeclarantsTable(join(folder, 'khai-bao.db'))
  const gateway = await GatewayFixture.start({
    folder,
    env: office.softHsm.env,
    config: {
      ...office.config,
      defaultProfile: 'customs-1543',
      console: { pinEntry: 'true' },
      ...(customs ? { exchange: customs.config } : {}),
      ...(withApprovals ? { approval: approvalPolicy } : {}),
      sources: [
        table.source('ecus-ha-noi'),
        {
          ...{ name: 'ecus-hai-phong', dialect: 'postgres', pollMs: 1000 },
          connection: { host: '127.0.0.1', port: 9, database: 'ecus5', user: 'congky' },
        },
      ],
    },
  })
  for (const person of [ADMIN, AUDITOR, ...(withApprovals ? [APPROVER, DEPUTY] : [])])
    await gateway.admin('POST', '/users', person)
  await gateway.json(['source', 'init-table', 'ecus-ha-noi'])
  await gateway.addWorkstation('ke-toan', [CLIENT.taxCode, OWN_A.taxCode])
  await gateway.addWorkstation('chung-tu-2', 'all')
  await gateway.unlock('dai-ly', PIN)
  await gateway.unlock('a-chau', PIN)
  // First of all, so that they are the oldest of their lists.
  if (withCertificates) await signCertificates(folder, gateway, table)
  await customs?.exchange(gateway)
  if (withApprovals) await submitForApproval(gateway, table)
  table.insert(documents(rows))
  await eventually(() => table.count(0) + table.count(1) <= Math.ceil(rows / 4) + (withApprovals ? SUBMITTED : 0))
  return {
    gateway,
    table,
    stop: async () => {
      await gateway.stop()
      await customs?.close()
      table.close()
    },
  }
}

const DEPUTY = { ...APPROVER, name: 'hung', displayName: 'Lê Văn Hùng' }
const approvalPolicy = {
  rules: [
    {
      name: 'Hàng của Á Châu',
      when: { taxCodes: [OWN_A.taxCode], requesters: SUBMITTERS },
      steps: [
        { name: 'Trưởng phòng', approvers: [APPROVER.name, DEPUTY.name] },
        { name: 'Giám đốc', approvers: [] },
      ],
      expiresAfterHours: '3',
    },
    {
      name: 'Chứng từ của nhân viên mới',
      when: { requesters: SUBMITTERS },
      steps: [{ name: 'Giám đốc', approvers: [] }],
    },
  ],
  people: [{ accounts: [DEPUTY.name], requesters: ['hung-pc'], email: 'hung@example.vn' }],
}
const SUBMITTED = 3

/** The first is returned and corrected. */
async function submitForApproval(gateway: GatewayFixture, table: DeclarantsTable): Promise<void> {
  const submit = ({ taxCode, name }: typeof CLIENT, requester: string | undefined, seed: number) => {
    const document = customsEnvelope({ taxCode, enterprise: name, seed, flight: 'QH206' })
    const columns = 'INSERT INTO congky_request (tax_code, document, requester, state) VALUES (?, ?, ?, 0)'
    table.run(columns, taxCode, document, requester)
    return table.rows().at(-1)?.id ?? 0
  }
  const [hoa, duc] = SUBMITTERS
  const first = submit(OWN_A, hoa, 101)
  submit(CLIENT, duc, 102)
  submit(OWN_A, hoa, 103)
  const visitor = new WebVisitor(gateway.url)
  await visitor.login(APPROVER.name, APPROVER.password)
  const shown = await eventually(async () => {
    const { body } = await visitor.call('GET', '/admin/approvals')
    const { approvals } = body as ApprovalPage
    return approvals.length === SUBMITTED ? approvals[0] : null
  })
  const { id, approvalId, documentSha256 } = shown
  const proof = { kind: 'password', password: APPROVER.password }
  const reason = 'Sai số chuyến bay: vận đơn ghi VN254.'
  await visitor.call('POST', '/admin/approvals/return', {
    body: { items: [{ id, approvalId, documentSha256 }], reason, proof },
  })
  await eventually(() => table.count(3) > 0)
  const { taxCode, name: enterprise } = OWN_A
  const corrected = customsEnvelope({ taxCode, enterprise, seed: 101, flight: 'VN254' })
  table.run('UPDATE congky_request SET document = ?, state = 0 WHERE id = ?', corrected, first)
  const week = { startsAt: new Date(), endsAt: new Date(Date.now() + 7 * 86_400_000) }
  await visitor.call('POST', '/admin/delegations', { body: { to: DEPUTY.name, ...week, proof } })
  await eventually(async () => {
    const { body } = await visitor.call('GET', '/admin/approvals')
    return (body as ApprovalPage).mine === SUBMITTED
  })
}

/** Every fourth is of an enterprise whose token is locked, and one is no XML. */
function documents(count: number) {
  return Array.from({ length: count }, (_, at) => {
    const { taxCode, name } = at % 4 === 3 ? OWN_B : at % 4 === 1 ? OWN_A : CLIENT
    const document = at === 2 ? 'tờ khai' : customsEnvelope({ taxCode, enterprise: name, seed: at })
    return { taxCode, document, requester: DECLARANT }
  })
}

/** The exporter is the agent itself, whose token is open. */
async function signCertificates(folder: string, gateway: GatewayFixture, table: DeclarantsTable): Promise<void> {
  const file = join(folder, 'co-mau-a.edi')
  for (const args of [
    ['sample', 'A', '--out', file],
    ['sign', file],
  ])
    await gateway.run(['co', ...args])
  const document = readFileSync(file, 'utf8').replace(/:USD'/, ":DO LA'")
  table.insert([{ profile: 'edifact-secured', document, requester: DECLARANT }])
  await eventually(() => table.count(3) === 1)
}

/** Customs on both sides: what it sends, and its service, which takes one message, refuses one and cuts one off. */
async function openCustoms(folder: string, office: Office) {
  const authority = await createAuthority('CA Chính phủ')
  const signer = (CN: string) => issueCertificate(authority, { subject: [['CN', CN]], keyType: 'rsa-2048' })
  const [customs, stranger] = [await signer('Tổng cục Hải quan'), await signer('Người lạ')]
  const service = await CustomsService.start({ customs, stranger, trustedPem: office.authority.certificatePem })
  const file = join(folder, 'hai-quan.pem')
  writeFileSync(file, customs.certificatePem)
  const trust = { certificates: [file], revocation: 'none' }
  const send = {
    url: service.url,
    ...CUSTOMS_OPERATION,
    ...trust,
    timeoutMs: '20000',
    attemptsMax: '1',
    pauseMs: '100',
  }
  const forA = (reference: string) => ({ taxCode: OWN_A.taxCode, enterprise: OWN_A.name, reference })
  return {
    config: { receive: { ...trust, answerMs: '30000' }, send },
    close: () => service.close(),
    exchange: async (gateway: GatewayFixture) => {
      const caller = await CustomsCaller.connect(`${gateway.url}/WEBSV_TN_CANG.asmx`)
      for (const code of ['13-11', '14-11'] as const)
        await caller.send(await signAsCustoms(customsMessage(code, forA(`VN0123-${code}`)), customs))
      service.behave('accept', 'refuse', 'cut')
      for (const code of ['06-04', '03-01', '02-01'] as const) {
        const document = customsMessage(code, forA(`KHO-2026-${code}`))
        await gateway.admin('POST', '/exchange/messages', { document, wait: 20 })
      }
    },
  }
}
