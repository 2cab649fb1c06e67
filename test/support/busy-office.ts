/**
 * An agent's office in the middle of a working day, for looking at the console: tokens in every state, a database
 * that works and one that does not answer, signed, rejected and held requests, workstations, people.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CustomsCaller, customsMessage, signAsCustoms } from './customs-caller.ts'
import { customsEnvelope } from './customs-envelopes.ts'
import { CUSTOMS_OPERATION, CustomsService } from './customs-service.ts'
import { DeclarantsTable } from './declarants-table.ts'
import { eventually, GatewayFixture } from './gateway.ts'
import { CLIENT, createOffice, type Office, OWN_A, OWN_B, PIN } from './office.ts'
import { createAuthority, issueCertificate } from './pki.ts'

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
}

export async function openBusyOffice(
  folder: string,
  { rows = 40, withCustoms = false, withCertificates = false }: BusyOfficeOptions = {},
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
      sources: [
        table.source('ecus-ha-noi'),
        {
          ...{ name: 'ecus-hai-phong', dialect: 'postgres', pollMs: 1000 },
          connection: { host: '127.0.0.1', port: 9, database: 'ecus5', user: 'congky' },
        },
      ],
    },
  })
  for (const person of [ADMIN, AUDITOR]) await gateway.admin('POST', '/users', person)
  await gateway.json(['source', 'init-table', 'ecus-ha-noi'])
  await gateway.addWorkstation('ke-toan', [CLIENT.taxCode, OWN_A.taxCode])
  await gateway.addWorkstation('chung-tu-2', 'all')
  await gateway.unlock('dai-ly', PIN)
  await gateway.unlock('a-chau', PIN)
  // First of all, so that they are the oldest of their lists.
  if (withCertificates) await signCertificates(folder, gateway, table)
  await customs?.exchange(gateway)
  table.insert(documents(rows))
  await eventually(() => table.count(0) + table.count(1) <= Math.ceil(rows / 4))
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

/** Every fourth is of an enterprise whose token is locked, and one is no XML. */
function documents(count: number) {
  return Array.from({ length: count }, (_, at) => {
    const { taxCode, name } = at % 4 === 3 ? OWN_B : at % 4 === 1 ? OWN_A : CLIENT
    return { taxCode, document: at === 2 ? 'tờ khai' : customsEnvelope({ taxCode, enterprise: name, seed: at }) }
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
  table.insert([{ profile: 'edifact-secured', document }])
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
