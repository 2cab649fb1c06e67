/** `/metrics` for Prometheus. Numbers and the names of tokens and sources: no tax codes, subjects or serials. */
import type { GatewayStatus } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { HistoryKind } from '../domain/history-record.ts'
import type { Job } from '../domain/job.ts'
import type { StageTimes } from '../domain/stage-times.ts'
import { stageHistogram } from './stage-metrics.ts'

export interface MetricsParts {
  readonly status: () => GatewayStatus
  readonly openJobs: () => Iterable<Job>
  /** The token whose turn it is to sign a job; null when no rule finds one. */
  readonly tokenOf: (job: Job) => string | null
  readonly onJobChange: (listener: (job: Job, step: HistoryKind | null) => void) => void
  /** Commits of the state database since the start. */
  readonly commits: () => number
  /** Tells the times of each request whose outcome was delivered. */
  readonly onDelivered: (listener: (times: StageTimes) => void) => void
}

/** From a token in a good mood to a person who has to be fetched. */
const WAIT_BUCKETS_S = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600]

export function metricsRoute(app: FastifyInstance, parts: MetricsParts): void {
  const register = new Registry()
  // One picture a call: making it counts rows and reads a file, and every gauge below looks at it.
  let now = parts.status()
  const status = () => now
  collectDefaultMetrics({ register })
  stateGauges(register, status)
  waitingGauges(register, { ...parts, status })
  countOutcomes(register, parts)
  stageHistogram(register, parts.onDelivered)
  countCommits(register, parts)
  app.get('/metrics', async (_request, reply) => {
    now = parts.status()
    return reply.type(register.contentType).send(await register.metrics())
  })
}

function stateGauges(register: Registry, status: () => GatewayStatus): void {
  const gauge = (name: string, help: string, label: string, read: (now: GatewayStatus, set: SetLabelled) => void) =>
    new Gauge({
      ...{ name, help, labelNames: [label], registers: [register] },
      collect() {
        this.reset()
        read(status(), (value, number) => this.set({ [label]: value }, number))
      },
    })
  gauge('congky_jobs', 'Jobs by state', 'state', ({ jobs }, set) => {
    for (const [state, count] of Object.entries(jobs)) set(state, count)
  })
  gauge('congky_token_ready', '1 where a token is unlocked and answers', 'token', ({ tokens }, set) => {
    for (const { name, state } of tokens) set(name, state === 'ready' ? 1 : 0)
  })
  gauge('congky_token_lane', 'Documents in the lane of a token, the one being signed included', 'token', (now, set) => {
    for (const { name, queueLength } of now.tokens) set(name, queueLength)
  })
  const total = (name: string, help: string, of: (token: GatewayStatus['tokens'][number]) => number) =>
    new Counter({
      ...{ name, help, labelNames: ['token'], registers: [register] },
      collect() {
        this.reset()
        for (const token of status().tokens) this.inc({ token: token.name }, of(token))
      },
    })
  total('congky_token_signatures_total', 'Signatures that the driver of a token made', ({ signed }) => signed.count)
  total(
    'congky_token_sign_seconds_total',
    'Time that the driver of a token took for them',
    ({ signed }) => signed.ms / 1_000,
  )
  gauge('congky_source_up', '1 where a source can be read', 'source', ({ sources }, set) => {
    for (const { name, state } of sources) set(name, state === 'unavailable' ? 0 : 1)
  })
  gauge('congky_store_up', '1 where the state disk takes writes', 'disk', ({ storeErrorCode }, set) =>
    set('state', storeErrorCode === null ? 1 : 0),
  )
  exchangeCounters(register, status)
  new Gauge({
    name: 'congky_last_backup_timestamp_seconds',
    help: 'When the last backup was made; 0 for never',
    registers: [register],
    collect() {
      const { lastBackupAt } = status()
      this.set(lastBackupAt === null ? 0 : Date.parse(lastBackupAt) / 1_000)
    },
  })
  new Gauge({
    ...{ name: 'congky_token_pin', help: '1 for the state a PIN is in', labelNames: ['token', 'state'] },
    registers: [register],
    collect() {
      this.reset()
      for (const { name, state, pinFlag } of status().tokens) {
        this.set({ token: name, state: state === 'pin-refused' ? 'refused' : pinFlag }, 1)
      }
    },
  })
}

function exchangeCounters(register: Registry, status: () => GatewayStatus): void {
  new Counter({
    name: 'congky_exchange_received_total',
    help: 'Calls of the service for customs since the start: new messages, answers given, calls refused or left unanswered',
    labelNames: ['what'],
    registers: [register],
    collect() {
      this.reset()
      const receive = status().exchange?.receive
      if (!receive) return
      for (const what of ['received', 'answered', 'refused', 'unanswered'] as const) this.inc({ what }, receive[what])
    },
  })
}

type SetLabelled = (label: string, value: number) => void

/** How much waits, and how long the first of it has waited: by where it comes from, and by who has to sign it. */
function waitingGauges(register: Registry, { status, openJobs, tokenOf }: MetricsParts): void {
  const waiting = (by: 'source' | 'token', names: () => string[], nameOf: (job: Job) => string) => {
    const common = { labelNames: [by], registers: [register] }
    const oldest = new Gauge({
      ...{ name: `congky_${by}_oldest_seconds`, help: `Age of the oldest waiting job by ${by}; 0 when none waits` },
      ...common,
    })
    new Gauge({
      ...{ name: `congky_${by}_waiting`, help: `Jobs received or held by ${by}` },
      ...common,
      collect() {
        const groups = new Map(names().map((name) => [name, { count: 0, oldestAt: Date.now() }]))
        for (const job of openJobs()) {
          const name = nameOf(job)
          const { count, oldestAt } = groups.get(name) ?? { count: 0, oldestAt: Date.now() }
          groups.set(name, { count: count + 1, oldestAt: Math.min(oldestAt, job.receivedAt.getTime()) })
        }
        this.reset()
        oldest.reset()
        for (const [name, { count, oldestAt }] of groups) {
          this.set({ [by]: name }, count)
          oldest.set({ [by]: name }, (Date.now() - oldestAt) / 1000)
        }
      },
    })
  }
  waiting(
    'source',
    () => status().sources.map(({ name }) => name),
    ({ request }) => request.source,
  )
  waiting(
    'token',
    () => status().tokens.map(({ name }) => name),
    (job) => tokenOf(job) ?? 'none',
  )
}

function countCommits(register: Registry, { commits }: MetricsParts): void {
  new Counter({
    name: 'congky_store_commits_total',
    help: 'Commits of the state database since the start: those that come together share one',
    registers: [register],
    collect() {
      this.reset()
      this.inc(commits())
    },
  })
}

function countOutcomes(register: Registry, { onJobChange }: MetricsParts): void {
  const outcomes = new Counter({
    name: 'congky_outcomes_total',
    help: 'Jobs that were signed, rejected or held since the start, by source and error code',
    labelNames: ['source', 'state', 'code'],
    registers: [register],
  })
  const waits = new Histogram({
    name: 'congky_signed_seconds',
    help: 'From the arrival of a request to its stored signature',
    labelNames: ['source'],
    buckets: WAIT_BUCKETS_S,
    registers: [register],
  })
  onJobChange(({ request: { source }, reason, signedAt, receivedAt }, step) => {
    if (step !== 'signed' && step !== 'rejected' && step !== 'held') return
    outcomes.inc({ source, state: step, code: reason?.code ?? '' })
    if (step === 'signed' && signedAt) {
      waits.observe({ source }, (signedAt.getTime() - receivedAt.getTime()) / 1000)
    }
  })
}
