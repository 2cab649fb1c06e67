/**
 * Decides what to tell now, from the facts now and what was told before. Pure: the clock is handed in.
 *
 * - What passes within the settling time is no news (a token that is plugged in again).
 * - What lasts is told once, then again at growing intervals; its end is told once, when it lasts as well.
 * - What comes and goes is told as back to normal only after the first interval without it: else each time would
 *   be news twice.
 * - In quiet hours only what is urgent is told; the rest waits for their end, all in one message.
 */
import type { NotificationTopic } from '@congky/shared'
import type { Fact, Facts, Remembered } from '../domain/notification.ts'

const DAY_MS = 86_400_000
/** How long what has ended is remembered: a deadline's certificate may be unplugged for weeks. */
const MEMORY_MS = { state: DAY_MS, deadline: 60 * DAY_MS, event: DAY_MS } as const
/** Of remembered facts; the oldest ones that ended are forgotten beyond it. */
export const MEMORY_MAX = 2_000
/** A repeat that is due within this part of its interval goes along with a message that is sent anyway. */
const ALONG = 0.25

export interface Rules {
  readonly topics: readonly NotificationTopic[]
  /** How long an end has to last before it is told. */
  readonly settleMs: number
  /** Between repeats; the last one goes on for ever. */
  readonly repeatMs: readonly number[]
  /** Whether now is in quiet hours. */
  readonly isQuiet: boolean
}

export interface Decision {
  readonly fresh: readonly Fact[]
  readonly again: readonly Fact[]
  readonly over: readonly Remembered[]
  /** What to remember once this is on its way. */
  readonly memory: readonly Remembered[]
}

export function decide(facts: Facts, before: readonly Remembered[], now: number, rules: Rules): Decision {
  const current = new Map(facts.items.filter((fact) => rules.topics.includes(fact.topic)).map((f) => [f.key, f]))
  const known = new Map(
    before.filter(({ topic }) => rules.topics.includes(topic)).map((row) => [row.key, withoutFuture(row, now)]),
  )
  const seen = [...current.values()].map((fact) => ({ fact, row: look(fact, known.get(fact.key) ?? null, now) }))
  const isUnknown = (key: string) => facts.unknown.some((beginning) => key.startsWith(beginning))
  const missing = [...known.values()].filter(({ key }) => !current.has(key))
  const gone = missing.map((row) => (isUnknown(row.key) ? row : { ...row, goneAt: row.goneAt ?? now }))

  const due = seen.filter(({ fact, row }) => isDue(fact, row, now, rules))
  const over = gone.filter((row) => isOver(row, now, rules))
  const goesAnyway = due.length + over.length > 0
  const told = goesAnyway ? seen.filter(({ fact, row }) => isDue(fact, row, now, rules, ALONG)) : due
  const toldKeys = new Set(told.map(({ fact }) => fact.key))
  const overKeys = new Set(over.map(({ key }) => key))
  return {
    fresh: told.filter(({ fact, row }) => isFresh(fact, row)).map(({ fact }) => fact),
    again: told.filter(({ fact, row }) => !isFresh(fact, row)).map(({ fact }) => fact),
    over,
    memory: bounded([
      ...seen.map(({ fact, row }) => (toldKeys.has(fact.key) ? afterTelling(fact, row, now) : row)),
      ...gone.flatMap((row) => remember(row, overKeys.has(row.key), now)),
    ]),
  }
}

/** What is remembered of a fact that holds now. */
function look(fact: Fact, row: Remembered | null, now: number): Remembered {
  const { key, topic, level, kind, stage, vi, en } = fact
  if (row === null) {
    const untold = { firstSeenAt: now, goneAt: null, toldAt: null, times: 0, relapses: 0, isTold: false }
    return { key, topic, level, kind, stage, vi, en, ...untold }
  }
  // The stage stays the one that was told; coming back starts the settling anew.
  const isBack = row.goneAt !== null && !row.isTold
  return { ...row, topic, level, vi, en, goneAt: null, firstSeenAt: isBack ? now : row.firstSeenAt }
}

/** @param along How much earlier than due counts as well, as a part of the interval. */
function isDue(fact: Fact, row: Remembered, now: number, rules: Rules, along = 0): boolean {
  if (rules.isQuiet && fact.level !== 'urgent') return false
  if (now - row.firstSeenAt < fact.settleMs) return false
  if (row.toldAt === null || !row.isTold) return true
  if (fact.kind === 'deadline') return fact.stage !== row.stage
  if (fact.kind === 'event') return false
  const interval = rules.repeatMs[Math.min(row.times, rules.repeatMs.length) - 1] ?? DAY_MS
  return now - row.toldAt >= interval * (1 - along)
}

function isFresh(fact: Fact, row: Remembered): boolean {
  return !row.isTold || fact.stage !== row.stage
}

/** An end is told once it lasts, and only to who heard of the beginning. */
function isOver(row: Remembered, now: number, rules: Rules): boolean {
  if (row.kind !== 'state' || !row.isTold || row.goneAt === null) return false
  if (rules.isQuiet && row.level !== 'urgent') return false
  const calmMs = row.relapses === 0 ? rules.settleMs : Math.max(rules.settleMs, rules.repeatMs[0] ?? 0)
  return now - row.goneAt >= calmMs
}

function afterTelling(fact: Fact, row: Remembered, now: number): Remembered {
  const relapses = row.toldAt !== null && !row.isTold ? row.relapses + 1 : row.relapses
  // Whoever was told of it is told of its end, also when others decide by then.
  const those = [...new Set([...(row.for ?? []), ...(fact.for ?? [])])]
  const told = those.length === 0 ? row : { ...row, for: those }
  return { ...told, stage: fact.stage, toldAt: now, times: row.times + 1, relapses, isTold: true }
}

/** What ended without being told of is forgotten at once; the rest in time, for it may come back. */
function remember(row: Remembered, isToldOver: boolean, now: number): readonly Remembered[] {
  if (row.goneAt === null || (row.isTold && row.kind === 'state' && !isToldOver)) return [row]
  if (row.toldAt === null || now - Math.max(row.goneAt, row.toldAt) > MEMORY_MS[row.kind]) return []
  return [isToldOver ? { ...row, isTold: false } : row]
}

/** A clock that was set back must not silence anything for the time between. */
function withoutFuture(row: Remembered, now: number): Remembered {
  const past = (time: number) => Math.min(time, now)
  return {
    ...row,
    firstSeenAt: past(row.firstSeenAt),
    goneAt: row.goneAt === null ? null : past(row.goneAt),
    toldAt: row.toldAt === null ? null : past(row.toldAt),
  }
}

function bounded(rows: readonly Remembered[]): readonly Remembered[] {
  if (rows.length <= MEMORY_MAX) return rows
  const endOf = ({ goneAt }: Remembered) => goneAt ?? Number.POSITIVE_INFINITY
  return [...rows].sort((a, b) => endOf(b) - endOf(a)).slice(0, MEMORY_MAX)
}
