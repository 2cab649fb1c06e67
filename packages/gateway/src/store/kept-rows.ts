import type { StateDatabase } from './database.ts'

/** Rows kept at most; beyond it they are read each time. */
const ROWS_MAX = 10_000

/**
 * Rows that are asked for with every call and hardly ever change, kept in memory as the database has them. What is not
 * there is asked for each time, so that strangers who guess fill no memory. Whoever writes such rows does so by
 * `writeKept`.
 */
export class KeptRows<Key, Row> {
  readonly #read: (key: Key) => Row | undefined
  readonly #rows = new Map<Key, Row>()

  constructor(read: (key: Key) => Row | undefined) {
    this.#read = read
  }

  get(key: Key): Row | undefined {
    const kept = this.#rows.get(key)
    if (kept !== undefined) return kept
    const row = this.#read(key)
    if (row !== undefined && this.#rows.size < ROWS_MAX) this.#rows.set(key, row)
    return row
  }

  forget(): void {
    this.#rows.clear()
  }
}

/**
 * Writes what may change rows that are kept: they are forgotten when it happened, so that the next call goes by it, and
 * once more when it was stored or taken back.
 *
 * @throws Whatever `change` throws. {CongkyError} ERR_STORE_FULL
 */
export async function writeKept<T>(
  database: Pick<StateDatabase, 'write'>,
  kept: readonly Pick<KeptRows<never, unknown>, 'forget'>[],
  change: () => T,
): Promise<T> {
  const forget = () => {
    for (const rows of kept) rows.forget()
  }
  try {
    return await database.write(() => {
      const result = change()
      forget()
      return result
    })
  } finally {
    forget()
  }
}
