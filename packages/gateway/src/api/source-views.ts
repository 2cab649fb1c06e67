/** Sources as people see them: what is configured, how it is, and what waits. */
import type { SourceConfigView, SourcesView, SourceView, SourceWaiting } from '@congky/shared'
import type { WrittenState } from '../config/config-desk.ts'
import type { SecretStore } from '../config/secrets.ts'
import type { TableSourceConfig } from '../domain/gateway-config.ts'
import type { Job } from '../domain/job.ts'

/** What is in the gateway of each source of rows. */
export interface WaitingParts {
  readonly openJobs: () => Iterable<Job>
  readonly undeliveredBySource: () => ReadonlyMap<string, number>
}

export interface SourceViewParts extends WaitingParts {
  readonly secrets: SecretStore
  readonly sourceStates: () => readonly SourceView[]
}

const NOTHING: SourceWaiting = { received: 0, held: 0, undelivered: 0 }

export function waitingBySource({ openJobs, undeliveredBySource }: WaitingParts): ReadonlyMap<string, SourceWaiting> {
  const waiting = new Map<string, SourceWaiting>()
  const add = (source: string, key: keyof SourceWaiting, count: number) => {
    const so = waiting.get(source) ?? NOTHING
    waiting.set(source, { ...so, [key]: so[key] + count })
  }
  for (const { state, request } of openJobs()) {
    if (request.workstationId === null) add(request.source, state === 'held' ? 'held' : 'received', 1)
  }
  for (const [source, count] of undeliveredBySource()) add(source, 'undelivered', count)
  return waiting
}

export function toSourcesView({ revision, needsRestart, config }: WrittenState, parts: SourceViewParts): SourcesView {
  const waiting = waitingBySource(parts)
  const live = new Map(parts.sourceStates().map((source) => [source.name, source]))
  const enterprises = new Map<string, number>()
  for (const { source } of config.enterprises) {
    if (source !== null) enterprises.set(source, (enterprises.get(source) ?? 0) + 1)
  }
  const known = new Set(config.sources.map(({ name }) => name))
  return {
    ...{ revision, needsRestart },
    sources: config.sources.map((source) => ({
      ...toContent(source),
      password: passwordView(source, parts.secrets),
      live: toLive(live.get(source.name)),
      waiting: waiting.get(source.name) ?? NOTHING,
      enterprises: enterprises.get(source.name) ?? 0,
    })),
    gone: [...waiting].filter(([name]) => !known.has(name)).map(([name, each]) => ({ name, waiting: each })),
  }
}

function toContent({ connection, ...source }: TableSourceConfig) {
  const { passwordSecret: _, ...address } = connection
  return { ...source, connection: address }
}

function passwordView({ connection }: TableSourceConfig, secrets: SecretStore): SourceConfigView['password'] {
  return connection.passwordSecret === null ? null : { from: secrets.whereIs(connection.passwordSecret) }
}

function toLive(view: SourceView | undefined): SourceConfigView['live'] {
  if (view === undefined) return null
  const { state, errorCode, error, next } = view
  return { state, errorCode, error, next }
}
