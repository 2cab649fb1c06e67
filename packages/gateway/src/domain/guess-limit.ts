/**
 * How guesses of passwords and pairing codes are slowed down. The first few tries cost nothing, since people
 * mistype; after that every wrong one doubles the wait before the next is even looked at. A wait always ends:
 * nobody can be locked out for ever by somebody else's guessing.
 */
export interface GuessRule {
  /** Wrong tries without a wait. */
  readonly freeTries: number
  /** The longest wait. */
  readonly waitMaxMs: number
  /** What a right guess does to the count: forgets it, or takes back its own try only. */
  readonly afterSuccess: 'forget' | 'take-back'
}

export const guessRules = {
  /** One account from one address. */
  accountFromAddress: { freeTries: 4, waitMaxMs: 15 * 60_000, afterSuccess: 'forget' },
  /** Any account from one address: a few passwords tried on many names. */
  address: { freeTries: 10, waitMaxMs: 15 * 60_000, afterSuccess: 'take-back' },
  /**
   * One account from everywhere: many addresses at work. Short waits, and none for an address its owner has
   * logged in from before, so that guessing does not keep the owner out.
   */
  account: { freeTries: 20, waitMaxMs: 60_000, afterSuccess: 'take-back' },
  /** Pairing codes from one address. */
  pairing: { freeTries: 10, waitMaxMs: 15 * 60_000, afterSuccess: 'take-back' },
  /** The setup code from one address. */
  setup: { freeTries: 10, waitMaxMs: 15 * 60_000, afterSuccess: 'take-back' },
} as const satisfies Record<string, GuessRule>

/** The first three for who comes through a reverse proxy: there anybody may guess, and from many addresses. */
export const outsideRules = {
  accountFromAddress: { freeTries: 2, waitMaxMs: 60 * 60_000, afterSuccess: 'forget' },
  address: { freeTries: 5, waitMaxMs: 60 * 60_000, afterSuccess: 'take-back' },
  account: { freeTries: 10, waitMaxMs: 5 * 60_000, afterSuccess: 'take-back' },
} as const satisfies Record<string, GuessRule>

/** Wrong guesses are forgotten when none came for so long. */
export const FORGET_GUESSES_MS = 24 * 3_600_000
/** An address that an account has logged in from stays known for so long. */
export const FORGET_ADDRESS_MS = 30 * 24 * 3_600_000

/** The wait after the so many-th wrong guess in a row, in milliseconds. */
export function waitAfter(wrongGuesses: number, rule: GuessRule): number {
  const beyond = wrongGuesses - rule.freeTries
  return beyond <= 0 ? 0 : Math.min(rule.waitMaxMs, 1000 * 2 ** Math.min(beyond, 30))
}

/** Whether this wrong guess is worth a record: the first beyond the free ones, and each doubling after it. */
export function isBurst(wrongGuesses: number, rule: GuessRule): boolean {
  const times = wrongGuesses / (rule.freeTries + 1)
  return times >= 1 && Number.isInteger(Math.log2(times))
}

/**
 * The machine behind an address, as far as one can tell: an IPv6 network of 64 bits belongs to one customer,
 * who can take any of its addresses; IPv4 written as IPv6 is the same IPv4.
 */
export function guesserOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!address.includes(':')) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  const groups = [...first, ...zeros, ...last].slice(0, 4)
  return `${groups.map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':')}::/64`
}
