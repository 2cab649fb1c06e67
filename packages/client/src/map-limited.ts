/**
 * Runs `work` over all items, at most `limit` at a time, and returns the results in the order of the items.
 * `work` answers for its own failures: one that throws ends the whole.
 */
export async function mapLimited<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  const entries = items.entries()
  // All runners draw from one iterator, so each item is taken once.
  const runner = async () => {
    for (const [index, item] of entries) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, runner))
  return results
}
