/** What can be told: a fact about the gateway now, what is remembered of telling it, and a message of several. */
import type { Bilingual, NotificationLevel, NotificationTopic } from '@congky/shared'

/** Something that a person should know, as it is now. */
export interface Fact {
  /** The same for the same thing at all times: `token:dai-ly:absent`. */
  readonly key: string
  readonly topic: NotificationTopic
  readonly level: NotificationLevel
  /**
   * `state` lasts until it is mended: repeated, and its end is told. `deadline` comes nearer: told at each stage.
   * `event` has happened: told once.
   */
  readonly kind: 'state' | 'deadline' | 'event'
  /** Of a deadline: how near it is; a change is news. 0 elsewhere. */
  readonly stage: number
  /** How long it has to last before it is news; 0: it is news at once. */
  readonly settleMs: number
  readonly vi: string
  readonly en: string
  readonly next: Bilingual
  /** Page of the console that is about it: `tokens`. */
  readonly page: string
  /** Mail addresses of people who are told of it themselves, beside the channels of all. */
  readonly for?: readonly string[]
}

export interface Facts {
  readonly items: readonly Fact[]
  /** Beginnings of keys about which nothing can be said now (a token that is being started). */
  readonly unknown: readonly string[]
}

/** What is remembered of one fact; survives restarts. Times are milliseconds since 1970. */
export interface Remembered extends Pick<Fact, 'key' | 'topic' | 'level' | 'kind' | 'stage' | 'vi' | 'en' | 'for'> {
  readonly firstSeenAt: number
  /** When it was last seen to have ended; null while it lasts. */
  readonly goneAt: number | null
  /** When it was last told; null: never. */
  readonly toldAt: number | null
  /** How often it was told. */
  readonly times: number
  /** How often it came back after its end was told. */
  readonly relapses: number
  /** Whether what people heard last is that it is so. */
  readonly isTold: boolean
}

/** One line of a message. */
export interface MessageItem {
  readonly key: string
  readonly state: 'new' | 'again' | 'over'
  readonly level: NotificationLevel
  readonly vi: string
  readonly en: string
  /** What to do; null when it is over. */
  readonly next: Bilingual | null
  /** ISO 8601. */
  readonly since: string
  readonly page: string | null
}

export interface Message {
  readonly id: string
  /** ISO 8601. */
  readonly at: string
  readonly kind: 'notice' | 'test'
  readonly items: readonly MessageItem[]
  /** Items left out for want of room. */
  readonly more: number
}
