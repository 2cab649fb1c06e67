/**
 * What a person has to do now, in words, out of the status of the gateway: one list for the console, and for
 * whatever else tells people. Pure.
 */
import type { Bilingual } from '../error-catalogue.ts'
import { exchangeItems } from './exchange-items.ts'
import { gatewayItems, heldItems } from './gateway-items.ts'
import type { GatewayStatus, TokenView } from './status-view.ts'
import { certificateItems, tokenItems } from './token-items.ts'

/**
 * `stops-all`: nothing is signed before somebody did it. `waits`: something waits for a person, while other
 * things go on. `soon`: nothing waits yet.
 */
export type Urgency = 'stops-all' | 'waits' | 'soon'

export interface NeedItem {
  /** The same for the same thing at all times, whatever its numbers: `token:dai-ly:locked`. */
  readonly key: string
  readonly urgency: Urgency
  readonly title: Bilingual
  readonly why?: Bilingual
  readonly next: Bilingual
  /** The page of the console where that is done, such as `tokens`. */
  readonly page: string
  /** Documents that wait for it. */
  readonly count?: number
}

export interface NeedsYou {
  /**
   * The one big state. `running` only when what arrives now can really be signed, and nothing waits for a person;
   * `starting` for the moments until a token can be used.
   */
  readonly level: 'running' | 'starting' | 'paused' | 'needs-you'
  /** Whether a document for a token that is ready is signed now. */
  readonly canSign: boolean
  /** The most urgent first. */
  readonly items: readonly NeedItem[]
}

/** @param now Milliseconds since 1970. */
export function whatNeedsYou(status: GatewayStatus, now = Date.now()): NeedsYou {
  // What is wrong stands before what waits because of it.
  const found = [
    ...gatewayItems(status, now),
    ...tokenItems(status),
    ...heldItems(status),
    ...exchangeItems(status),
    ...certificateItems(status, now),
  ]
  const isStopped = found.some(({ urgency }) => urgency === 'stops-all')
  const isStarting = status.tokens.some(({ state }) => state === 'starting')
  const isReady = status.tokens.some((token) => hasUsableKey(token, now))
  if (!isReady && !isStarting && !found.some(isUrgent)) found.push(NOTHING_TO_SIGN_WITH)
  const canSign = status.state === 'running' && isReady && !isStopped
  return { level: levelOf(status, found, canSign), canSign, items: sorted(found) }
}

/** How the gateway is, with what that means for a person; made by the gateway, so that pages need no code for it. */
export interface SeenStatus extends GatewayStatus {
  readonly needs: NeedsYou
}

const ORDER: readonly Urgency[] = ['stops-all', 'waits', 'soon']

function sorted(items: readonly NeedItem[]): NeedItem[] {
  return ORDER.flatMap((urgency) => items.filter((item) => item.urgency === urgency))
}

function levelOf(status: GatewayStatus, items: readonly NeedItem[], canSign: boolean): NeedsYou['level'] {
  // Starting it again would not help.
  if (status.restored !== null || status.storeErrorCode !== null) return 'needs-you'
  if (status.state === 'paused') return 'paused'
  if (items.some(isUrgent)) return 'needs-you'
  return canSign ? 'running' : 'starting'
}

function isUrgent({ urgency }: NeedItem): boolean {
  return urgency !== 'soon'
}

function hasUsableKey({ state, certificates }: TokenView, now: number): boolean {
  return state === 'ready' && certificates.some(({ notAfter }) => Date.parse(notAfter) > now)
}

/** Tokens are there and unlocked, and yet there is no certificate on them that is valid. */
const NOTHING_TO_SIGN_WITH: NeedItem = {
  ...{ key: 'certificates:none', urgency: 'stops-all', page: 'tokens' },
  title: { vi: 'Không có chữ ký số nào còn hiệu lực', en: 'There is no valid certificate' },
  next: {
    vi: 'Cắm token có chữ ký số còn hạn, hoặc gia hạn với nhà cung cấp.',
    en: 'Plug in a token with a valid certificate, or renew yours with its issuer.',
  },
}
