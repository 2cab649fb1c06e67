/** The finished configuration: every default filled in, every value checked. Made by `config/`, read by all. */
import type { ColumnEncoding, ProfileOptions, SourceColumns, SourceStates, TaxCode } from '@congky/shared'
import type { ApprovalConfig } from './approval/policy.ts'
import type { ExchangeConfig } from './exchange-config.ts'
import type { NotificationsConfig, ProxyConfig } from './outgoing-config.ts'
import type { TimestampAuthorityConfig } from './timestamp-config.ts'
import type { TrustConfig } from './trust-config.ts'

export interface GatewayConfig {
  readonly listen: { readonly host: string; readonly port: number }
  /** The enterprise that runs the gateway; null until somebody says. */
  readonly organization: OrganizationConfig | null
  /** Absolute path; everything durable lives here. */
  readonly stateDir: string
  /** Whether signing starts with the gateway, or waits for `congky resume`. */
  readonly autoStart: boolean
  readonly modules: readonly ModuleConfig[]
  readonly sources: readonly TableSourceConfig[]
  readonly enterprises: readonly EnterpriseConfig[]
  /** Thumbprint or serial number. */
  readonly defaultCertificate: string | null
  readonly taxCodePolicy: TaxCodePolicy
  readonly profiles: Readonly<Record<string, ProfileOptions>>
  readonly defaultProfile: string
  /** Asked one after the other, for profiles that want a timestamp. */
  readonly timestamps: readonly TimestampAuthorityConfig[]
  readonly limits: Limits
  readonly retention: { readonly documentDays: number }
  readonly tls: TlsConfig
  readonly console: ConsoleConfig
  /** Which requests somebody has to approve before they are signed. */
  readonly approval: ApprovalConfig
  readonly notifications: NotificationsConfig
  readonly proxy: ProxyConfig
  readonly trust: TrustConfig
  /** Messages between customs and warehouse keepers; null: none. */
  readonly exchange: ExchangeConfig | null
}

/** Who the gateway belongs to, for its pages and for what is filed with authorities; nothing is decided by it. */
export interface OrganizationConfig {
  readonly taxCode: TaxCode
  readonly name: string
  readonly address: string | null
  /** Telephone and fax as people write them. */
  readonly phone: string | null
  readonly contactName: string | null
  readonly contactPhone: string | null
  readonly email: string | null
}

/** A PKCS#11 library on this host. */
export interface ModuleConfig {
  readonly name: string
  /** Absolute path of the library. */
  readonly path: string
  /** Names for tokens, by token serial number. */
  readonly tokens: readonly { readonly serial: string; readonly name: string }[]
  /** How long one driver call may take before its process is replaced. */
  readonly callTimeoutMs: number
  /** For drivers that cannot be loaded twice: all tokens of the module share one process. */
  readonly sharedProcess: boolean
}

export type Dialect = 'sqlite' | 'postgres' | 'mysql' | 'mssql' | 'oracle'

export interface TableSourceConfig {
  readonly name: string
  /** The software whose database it is, as people call it. */
  readonly application: string | null
  readonly active: boolean
  readonly dialect: Dialect
  readonly connection: ConnectionConfig
  /** Table name, with schema parts apart: `['dbo', 'congky_request']`. */
  readonly table: readonly string[]
  readonly columns: SourceColumns
  readonly documentEncoding: ColumnEncoding
  readonly signedDocumentEncoding: ColumnEncoding
  readonly states: SourceStates
  readonly pageSize: number
  /** How often the table is looked at while work comes. */
  readonly pollMs: number
  /** How seldom at most, after nothing came for long. */
  readonly idlePollMs: number
  /** Whether a connection of its own listens for new rows, where the database announces them. */
  readonly listen: boolean
  readonly leaseMs: number
  readonly defaultCertificate: string | null
  /** Profile of rows that name none; null is the gateway's own default. */
  readonly defaultProfile: string | null
}

/** How to reach a database. `file` for SQLite, the rest for servers. */
export interface ConnectionConfig {
  readonly file: string | null
  readonly host: string
  /** null is the dialect's usual port. */
  readonly port: number | null
  /** SQL Server instance name; looked up through its browser service when no port is given. */
  readonly instance: string | null
  readonly database: string
  readonly user: string
  /** Name of the secret that holds the password; null for none. */
  readonly passwordSecret: string | null
  readonly tls: 'off' | 'on' | 'verify'
  /** SQL Servers stuck on TLS 1.0: explicit, and logged at every start. */
  readonly legacyTls: boolean
  readonly connectTimeoutMs: number
}

export interface EnterpriseConfig {
  readonly taxCode: TaxCode
  readonly name: string
  /** Thumbprint or serial number of its own certificate; null uses the default. */
  readonly certificate: string | null
  /** Name of the one source this line applies to; null for all. */
  readonly source: string | null
}

export type PolicyAnswer = 'allow' | 'warn' | 'deny'

export interface TaxCodePolicy {
  /** When an enterprise's own certificate carries another tax code than the request. */
  readonly ownCertificate: PolicyAnswer
  /** The same for a default certificate: an agent signs for its clients. */
  readonly defaultCertificate: PolicyAnswer
  /** Whether a branch without a certificate of its own may use its head enterprise's. */
  readonly branchUsesParent: boolean
}

export interface Limits {
  readonly documentBytesMax: number
  /** Jobs waiting in the gateway altogether; beyond it new ones get ERR_QUEUE_FULL. */
  readonly waitingJobsMax: number
  /** Jobs waiting for one workstation. */
  readonly waitingJobsPerWorkstationMax: number
  /** Documents waiting in one token's lane. */
  readonly laneQueueMax: number
  readonly attemptsMax: number
  /** Calls of one workstation; so many at once, too, when it was quiet before. Beyond it ERR_RATE_LIMITED. */
  readonly requestsPerMinutePerWorkstation: number
  /** WebSockets and HTTP calls of one workstation at a time. */
  readonly connectionsPerWorkstationMax: number
  /** How long an access key lives, in days; 0 for ever. */
  readonly accessKeyDays: number
}

export interface TlsConfig {
  /** `auto` makes a certificate at first start; `off` is allowed on loopback only. */
  readonly mode: 'auto' | 'files' | 'off'
  readonly certFile: string | null
  readonly keyFile: string | null
}

/** Who may speak to the gateway with a browser, and how. */
export interface ConsoleConfig {
  /** Whether PINs may be typed in a browser; otherwise only on the gateway host. */
  readonly pinEntry: boolean
  /** Names and addresses people call this gateway by, beside those it knows itself. */
  readonly hosts: readonly string[]
  /** Origins of other pages that may send documents, with an access key: `https://khai-bao.example`. */
  readonly origins: readonly string[]
  readonly sessionIdleMinutes: number
  readonly sessionHours: number
  /** Where people find the console from outside, through a reverse proxy: an origin such as `https://ky.van-phong.vn`. */
  readonly publicUrl: string | null
  /** Addresses of the reverse proxies: what they say of where a call comes from is believed, and of nobody else. */
  readonly proxies: readonly string[]
  readonly overProxy: OverProxyConfig
}

/** What differs for people whose calls come through a reverse proxy. PINs are never typed there. */
export interface OverProxyConfig {
  /** Whether rights that change the gateway count there too; otherwise only those of approvers and auditors. */
  readonly administration: boolean
  readonly sessionIdleMinutes: number
  readonly sessionHours: number
}
