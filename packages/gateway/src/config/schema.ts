/**
 * The shape of congky.yaml, key by key, with its defaults. Unknown keys are problems. What needs two keys
 * to judge stands in cross-checks.ts; what needs the file's folder or the dialect in build-config.ts.
 */
import { COLUMN_ENCODINGS, REFERENCE_COLUMNS, REFERENCE_TABLE, type StateCode } from '@congky/shared'
import { z } from 'zod'
import { approvalSchema } from './approval-schema.ts'
import { connectionSchema, dialectSchema, identifier, tableSchema } from './connection-schema.ts'
import { exchangeSchema } from './exchange-schema.ts'
import {
  because,
  certificateReference,
  choiceOr,
  emailAddress,
  flagOr,
  hostName,
  integerOr,
  ipAddress,
  listOf,
  name,
  orDefault,
  orNull,
  section,
  secureOrigin,
  taxCode,
  text,
  webOrigin,
} from './fields.ts'
import { notificationsSchema, proxySchema } from './outgoing-schema.ts'
import { profileSchema } from './profile-schema.ts'
import { timestampsSchema } from './timestamps-schema.ts'
import { trustSchema } from './trust-schema.ts'

const MINUTE_MS = 60_000
const MIB = 1024 * 1024

/** Token names appear in commands: a leading dash would read as an option. */
const tokenName = () =>
  text(64).refine((value) => !value.startsWith('-'), because('must not start with -', 'không được bắt đầu bằng -'))

const moduleSchema = z.strictObject({
  name: name(),
  path: text(4096),
  tokens: listOf(z.strictObject({ serial: text(64), name: tokenName() }), 100),
  callTimeoutMs: integerOr(15_000, 100, 10 * MINUTE_MS),
  sharedProcess: flagOr(false),
})

const column = () => identifier()
const optionalColumn = () => orNull(column())

const columnsSchema = z.strictObject({
  id: column(),
  taxCode: optionalColumn(),
  profile: optionalColumn(),
  document: column(),
  reference: optionalColumn(),
  requester: optionalColumn(),
  note: optionalColumn(),
  state: column(),
  signedDocument: column(),
  errorCode: optionalColumn(),
  errorMessage: optionalColumn(),
  claimedBy: optionalColumn(),
  claimToken: optionalColumn(),
  claimedUntil: optionalColumn(),
  createdAt: optionalColumn(),
  updatedAt: optionalColumn(),
})

const codeOfState = z.custom<StateCode>(
  (value) => typeof value === 'number' || (typeof value === 'string' && value.length <= 64),
  because('expected a number or a word', 'cần một số hoặc một từ'),
)
const stateCode = (fallback: number) =>
  z.preprocess((value) => (value === undefined || value === '' ? fallback : value), codeOfState)

const sourceSchema = z.strictObject({
  name: name(),
  application: orNull(text(100)),
  active: flagOr(true),
  dialect: dialectSchema,
  connection: section(connectionSchema.shape),
  table: orDefault(tableSchema, REFERENCE_TABLE),
  columns: orDefault(columnsSchema, REFERENCE_COLUMNS),
  documentEncoding: choiceOr('auto', COLUMN_ENCODINGS),
  signedDocumentEncoding: choiceOr('auto', COLUMN_ENCODINGS),
  states: section({
    pending: stateCode(0),
    claimed: stateCode(1),
    awaitingApproval: orNull(codeOfState),
    signed: stateCode(2),
    rejected: stateCode(3),
  }),
  pageSize: integerOr(50, 1, 1000),
  pollMs: integerOr(1000, 50, 60 * MINUTE_MS),
  idlePollMs: integerOr(5000, 50, 60 * MINUTE_MS),
  listen: flagOr(true),
  leaseMs: integerOr(20_000, 1000, 60 * MINUTE_MS),
  defaultCertificate: orNull(certificateReference()),
  defaultProfile: orNull(name()),
})

const enterpriseSchema = z.strictObject({
  taxCode: taxCode(),
  name: text(),
  certificate: orNull(certificateReference()),
  source: orNull(name()),
})

const POLICY_ANSWERS = ['allow', 'warn', 'deny'] as const

/** The lengths are those of the fields on authorities' forms, and some to spare. */
export const organizationSchema = z.strictObject({
  taxCode: taxCode(),
  name: text(),
  address: orNull(text(500)),
  phone: orNull(text(100)),
  contactName: orNull(text(200)),
  contactPhone: orNull(text(100)),
  email: orNull(emailAddress()),
})

export const configSchema = z.strictObject({
  listen: section({ host: orDefault(text(), '127.0.0.1'), port: integerOr(8443, 1, 65_535) }),
  organization: orNull(organizationSchema),
  stateDir: orDefault(text(4096), './state'),
  autoStart: flagOr(true),
  modules: listOf(moduleSchema, 50),
  sources: listOf(sourceSchema, 200),
  enterprises: listOf(enterpriseSchema, 20_000),
  defaultCertificate: orNull(certificateReference()),
  taxCodePolicy: section({
    ownCertificate: choiceOr('deny', POLICY_ANSWERS),
    defaultCertificate: choiceOr('allow', POLICY_ANSWERS),
    branchUsesParent: flagOr(false),
  }),
  profiles: orDefault(z.record(name(), profileSchema), {}),
  defaultProfile: orDefault(name(), 'xmldsig-enveloped'),
  timestamps: timestampsSchema,
  limits: section({
    documentBytesMax: integerOr(4 * MIB, 1024, 64 * MIB),
    waitingJobsMax: integerOr(20_000, 1, 1_000_000),
    waitingJobsPerWorkstationMax: integerOr(2000, 1, 1_000_000),
    laneQueueMax: integerOr(256, 1, 100_000),
    attemptsMax: integerOr(5, 1, 1000),
    requestsPerMinutePerWorkstation: integerOr(60_000, 1, 10_000_000),
    connectionsPerWorkstationMax: integerOr(128, 1, 100_000),
    accessKeyDays: integerOr(400, 0, 36_500),
  }),
  retention: section({ documentDays: integerOr(3650, 1, 36_500) }),
  tls: section({
    mode: choiceOr('auto', ['auto', 'files', 'off']),
    certFile: orNull(text(4096)),
    keyFile: orNull(text(4096)),
  }),
  console: section({
    pinEntry: flagOr(false),
    hosts: listOf(hostName(), 50),
    origins: listOf(webOrigin(), 50),
    sessionIdleMinutes: integerOr(60, 5, 24 * 60),
    sessionHours: integerOr(12, 1, 7 * 24),
    publicUrl: orNull(secureOrigin()),
    proxies: listOf(ipAddress(), 20),
    overProxy: section({
      administration: flagOr(false),
      sessionIdleMinutes: integerOr(15, 5, 24 * 60),
      sessionHours: integerOr(4, 1, 7 * 24),
    }),
  }),
  approval: approvalSchema,
  notifications: notificationsSchema,
  proxy: proxySchema,
  trust: trustSchema,
  exchange: orNull(exchangeSchema),
})

/** The file as written, each value read and defaulted, before paths and dialects are settled. */
export type WrittenConfig = z.output<typeof configSchema>
